// A payload as text. What is short is one selectable block; what is long is cut, and shown in full line by line.
import { createVirtualizer } from '@tanstack/solid-virtual';
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import { usePanel } from '../panel-context.tsx';
import { textLines } from './text-lines.ts';

/** UTF-16 units shown at once. */
const SHOWN = 50_000;
/** Control characters and bidi marks are made visible, line ends and tabs do their work. */
const readable = (text: string): string => text.replace(/[^\n\r\t]+/g, visible);

export function TextView(props: { text: string; wrap: boolean; label: string }) {
  const { t, format } = usePanel();
  const [whole, setWhole] = createSignal(false);
  createEffect(
    on(
      () => props.text,
      () => setWhole(false),
      { defer: true },
    ),
  );
  const long = () => props.text.length > SHOWN;
  return (
    <Show when={!(long() && whole())} fallback={<LongText text={props.text} wrap={props.wrap} label={props.label} />}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a named region inside the message, not a section of the page. */}
      <div class="text-view" role="region" tabIndex={0} aria-label={props.label}>
        <pre classList={{ wrap: props.wrap }}>{readable(props.text.slice(0, SHOWN))}</pre>
        <Show when={long()}>
          <p class="truncated">
            {t('message.truncated', format.number(SHOWN), format.number(props.text.length))}{' '}
            <button type="button" class="text-button" onClick={() => setWhole(true)}>
              {t('message.showAll')}
            </button>
          </p>
        </Show>
      </div>
    </Show>
  );
}

/** px */
const LINE_HEIGHT = 15;

function LongText(props: { text: string; wrap: boolean; label: string }) {
  let scroller: HTMLDivElement | undefined;
  const lines = createMemo(() => textLines(props.text));
  const virtualizer = createVirtualizer({
    get count() {
      return lines().length;
    },
    getScrollElement: () => scroller ?? null,
    estimateSize: () => LINE_HEIGHT,
    overscan: 10,
  });
  createEffect(
    on(
      () => props.wrap,
      () => virtualizer.measure(),
      { defer: true },
    ),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
    // biome-ignore lint/a11y/useSemanticElements: see above.
    <div ref={scroller} class="text-view" role="region" tabIndex={0} aria-label={props.label}>
      <div class="text-lines" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        <For each={virtualizer.getVirtualItems()}>
          {(item) => (
            <div
              class="text-line"
              classList={{ wrap: props.wrap }}
              data-index={item.index}
              ref={(element) => queueMicrotask(() => element.isConnected && virtualizer.measureElement(element))}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {readable(lines()[item.index] ?? '')}
            </div>
          )}
        </For>
      </div>
    </div>
  );
}
