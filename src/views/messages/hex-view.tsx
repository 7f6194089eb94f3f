// A payload byte by byte. Rows are computed when they come into view.
import { For } from 'solid-js';
import { hexRow, rowCount } from '../../decode/hex.ts';
import { usePanel } from '../panel-context.tsx';
import { createLongWindow } from '../ui/long-window.ts';

/** px; the same in the stylesheet. */
const ROW_HEIGHT = 16;

export function HexView(props: { bytes: Uint8Array; label: string }) {
  const { t } = usePanel();
  let scroller: HTMLDivElement | undefined;
  const rowWindow = createLongWindow({
    count: () => rowCount(props.bytes.length),
    rowHeight: ROW_HEIGHT,
    headerHeight: 0,
    scroller: () => scroller,
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised table.
    <div
      ref={scroller}
      class="hex"
      role="table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rowCount(props.bytes.length)}
      aria-description={`${t('message.offset')}, ${t('message.bytes')}, ${t('message.characters')}`}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
      <div role="rowgroup" class="hex-body" style={{ height: `${rowWindow.height()}px` }}>
        <For each={rowWindow.indices()}>
          {(index) => {
            const row = () => hexRow(props.bytes, index);
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above.
              // biome-ignore lint/a11y/useFocusableInteractive: plain rows of a table take no focus.
              <div
                class="hex-row"
                role="row"
                aria-rowindex={index + 1}
                style={{ transform: `translateY(${rowWindow.top(index)}px)` }}
              >
                {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
                <span role="cell" class="hex-offset">
                  {row().offset}
                </span>
                {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
                <span role="cell" class="hex-bytes">
                  {row().hex}
                </span>
                {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
                <span role="cell" class="hex-ascii">
                  {row().ascii}
                </span>
              </div>
            );
          }}
        </For>
      </div>
    </div>
  );
}
