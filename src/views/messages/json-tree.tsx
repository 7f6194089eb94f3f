// A decoded payload as a tree: only visible rows exist, and the keys of the ARIA tree pattern work.
// @see https://www.w3.org/WAI/ARIA/apg/patterns/treeview/
import { createEffect, createSignal, createUniqueId, For, on, Show } from 'solid-js';
import type { TreeValue } from '../../decode/decoded.ts';
import { visible } from '../../decode/preview.ts';
import { usePanel } from '../panel-context.tsx';
import { FoldMark } from '../ui/icons.tsx';
import { createLongWindow } from '../ui/long-window.ts';
import { targetRow } from '../ui/row-keys.ts';
import { numberText, openTree, parentOf, type TreeRow, toggled } from './json-rows.ts';

/** px; the same in the stylesheet. */
const ROW_HEIGHT = 18;
/** Characters of a string shown in its row; the text view has all of it. */
const SHOWN_CHARACTERS = 2000;

export function JsonTree(props: { value: TreeValue; label: string }) {
  const id = createUniqueId();
  let scroller: HTMLDivElement | undefined;
  const [rows, setRows] = createSignal<TreeRow[]>(openTree(props.value));
  const [active, setActive] = createSignal(0);
  createEffect(
    on(
      () => props.value,
      (value) => {
        setRows(openTree(value));
        setActive(0);
      },
      { defer: true },
    ),
  );
  const rowWindow = createLongWindow({
    count: () => rows().length,
    rowHeight: ROW_HEIGHT,
    headerHeight: 0,
    scroller: () => scroller,
  });

  const toggle = (index: number) => setRows(toggled(rows(), index));
  const moveTo = (index: number) => {
    setActive(index);
    rowWindow.show(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows()[active()];
    const target = targetRow(event.key, active(), rows().length, rowWindow.pageSize());
    if (target !== null) moveTo(target);
    else if (event.key === 'ArrowRight' && row && row.size > 0) {
      if (row.open) moveTo(active() + 1);
      else toggle(active());
    } else if (event.key === 'ArrowLeft' && row) {
      if (row.open) toggle(active());
      else moveTo(Math.max(0, parentOf(rows(), active())));
    } else if (event.key === 'Enter' || event.key === ' ') toggle(active());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={scroller}
      class="tree"
      role="tree"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={`${id}-${active()}`}
      onKeyDown={onKeyDown}
    >
      <div class="tree-body" role="none" style={{ height: `${rowWindow.height()}px` }}>
        <For each={rowWindow.indices()}>
          {(index) => (
            <Show when={rows()[index]} keyed>
              {(row) => (
                // biome-ignore lint/a11y/useFocusableInteractive: the tree keeps the focus (aria-activedescendant).
                // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys.
                <div
                  id={`${id}-${index}`}
                  class="tree-row"
                  classList={{ active: index === active() }}
                  role="treeitem"
                  aria-level={row.depth + 1}
                  aria-posinset={row.position}
                  aria-setsize={row.siblings}
                  aria-expanded={row.size > 0 ? row.open : undefined}
                  aria-selected={index === active()}
                  style={{
                    transform: `translateY(${rowWindow.top(index)}px)`,
                    'padding-inline-start': `${row.depth * 14 + 4}px`,
                  }}
                  onClick={() => {
                    setActive(index);
                    toggle(index);
                  }}
                >
                  <TreeLine row={row} />
                </div>
              )}
            </Show>
          )}
        </For>
      </div>
    </div>
  );
}

function TreeLine(props: { row: TreeRow }) {
  const { t, format } = usePanel();
  const row = () => props.row;
  const summary = () =>
    row().kind === 'array'
      ? t('message.items', format.number(row().size), row().size)
      : t('message.keys', format.number(row().size), row().size);
  const text = (value: string) =>
    `"${visible(value.slice(0, SHOWN_CHARACTERS))}${value.length > SHOWN_CHARACTERS ? '…' : ''}"`;
  return (
    <>
      <span class="tree-fold">
        <Show when={row().size > 0}>
          <FoldMark open={row().open} />
        </Show>
      </span>
      <Show when={row().key !== null}>
        <bdi class="tree-key">{typeof row().key === 'string' ? visible(row().key as string) : row().key}</bdi>
        <span class="tree-colon">: </span>
      </Show>
      <Show
        when={row().kind === 'array' || row().kind === 'object'}
        fallback={
          <bdi class={`tree-value ${row().kind}`}>
            {typeof row().value === 'string' ? text(row().value as string) : numberText(row().value)}
          </bdi>
        }
      >
        <span class="tree-bracket">{bracketsOf(row())}</span>
        <Show when={row().size > 0 && !row().open}>
          <span class="tree-size">{summary()}</span>
        </Show>
      </Show>
    </>
  );
}

function bracketsOf({ kind, size, open }: TreeRow): string {
  const [left, right] = kind === 'array' ? ['[', ']'] : ['{', '}'];
  if (size === 0) return `${left}${right}`;
  return open ? left : `${left}…${right}`;
}
