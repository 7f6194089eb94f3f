// The header row of a grid: sorts by click or Enter, resizes by dragging the line between two columns or Shift+arrows.
import { createSignal, For, Show } from 'solid-js';
import { usePanel } from '../panel-context.tsx';
import { type Column, widthOf } from './columns.ts';
import { SortMark } from './icons.tsx';

export interface GridHeaderProps {
  columns: readonly Column[];
  widths: Readonly<Record<string, number>>;
  onResize: (widths: Record<string, number>) => void;
  sort: { column: string; descending: boolean } | null;
  onSort?: (column: string) => void;
}

/** How far one press of Shift+arrow moves a column's edge, px. */
const KEY_STEP = 8;

export function GridHeader(props: GridHeaderProps) {
  const { t } = usePanel();
  const [active, setActive] = createSignal(0);

  /** Moves the line before column `index` by `dx`: what is left of it grows, what is right of it shrinks. */
  const moveLine = (index: number, dx: number, from: Readonly<Record<string, number>>) => {
    const widths = { ...from };
    const left = props.columns[index - 1];
    const right = props.columns[index];
    if (left?.width !== undefined) widths[left.id] = Math.max(left.min, widthOf(left, from) + dx);
    if (right?.width !== undefined) widths[right.id] = Math.max(right.min, widthOf(right, from) - dx);
    props.onResize(widths);
  };
  const startDrag = (index: number, event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement;
    const from = props.widths;
    const startX = event.clientX;
    const move = (e: PointerEvent) => moveLine(index, e.clientX - startX, from);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
    event.preventDefault();
    event.stopPropagation();
  };
  const onKeyDown = (index: number, event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    // Shift widens (right) or narrows (left) the column itself, by whichever of its lines can move.
    if (event.shiftKey) {
      const fixed = props.columns[index]?.width !== undefined;
      moveLine(fixed ? index : index + 1, (fixed ? -step : step) * KEY_STEP, props.widths);
      return;
    }
    const next = Math.min(Math.max(index + step, 0), props.columns.length - 1);
    setActive(next);
    const cells = (event.currentTarget as HTMLElement).parentElement?.children;
    (cells?.[next] as HTMLElement | undefined)?.focus();
  };
  const ariaSort = (column: Column) => {
    if (!column.sortable) return undefined;
    if (props.sort?.column !== column.id) return 'none';
    return props.sort.descending ? 'descending' : 'ascending';
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a virtualised ARIA grid.
    <div class="grid-header" role="rowgroup">
      {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus. */}
      <div role="row" class="grid-header-row" aria-rowindex="1">
        <For each={props.columns}>
          {(column, index) => (
            // biome-ignore lint/a11y/useSemanticElements: see above.
            <div
              role="columnheader"
              class={`header-cell cell-${column.id}`}
              classList={{ end: column.align === 'end', sortable: column.sortable === true }}
              tabIndex={index() === Math.min(active(), props.columns.length - 1) ? 0 : -1}
              aria-sort={ariaSort(column)}
              onFocus={() => setActive(index())}
              onClick={() => column.sortable && props.onSort?.(column.id)}
              onKeyDown={(event) => {
                if ((event.key === 'Enter' || event.key === ' ') && column.sortable) {
                  event.preventDefault();
                  event.stopPropagation();
                  props.onSort?.(column.id);
                } else onKeyDown(index(), event);
              }}
            >
              <Show when={index() > 0}>
                <div
                  class="resizer"
                  aria-hidden="true"
                  title={t('exchanges.resize', column.label)}
                  onPointerDown={(event) => startDrag(index(), event)}
                  onClick={(event) => event.stopPropagation()}
                />
              </Show>
              <span class="header-label">{column.label}</span>
              <Show when={props.sort?.column === column.id}>
                <SortMark descending={props.sort?.descending === true} />
              </Show>
            </div>
          )}
        </For>
      </div>
    </div>
  );
}
