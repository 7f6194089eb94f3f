// A virtualised, keyboard-operated data grid by the ARIA pattern, with columns that can be resized and sorted.
// The grid itself keeps the focus and names the active row: rows come and go while one scrolls.
// @see https://www.w3.org/WAI/ARIA/apg/patterns/grid/
import { type Accessor, createMemo, createUniqueId, For, Index, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { type Column, columnTemplate } from './columns.ts';
import { GridHeader } from './grid-header.tsx';
import { targetRow } from './row-keys.ts';
import type { CreateRowWindow, RowWindow } from './row-window.ts';

/** px; the same in the stylesheet. */
const ROW_HEIGHT = 21;
const HEADER_HEIGHT = 24;

export interface GridProps<T> {
  label: string;
  columns: readonly Column[];
  widths: Readonly<Record<string, number>>;
  onResize: (widths: Record<string, number>) => void;
  count: number;
  createWindow: CreateRowWindow;
  /** Index of the selected row, -1 for none. */
  selected: number;
  onSelect: (index: number, by: 'pointer' | 'key') => void;
  /** Enter, double click. */
  onOpen?: (index: number) => void;
  /** ArrowRight. */
  onEnter?: () => void;
  /** Escape. */
  onLeave?: () => void;
  sort?: { column: string; descending: boolean } | null;
  onSort?: (column: string) => void;
  /** What row `index` shows; read reactively. Undefined where there is no such row (any more). */
  item: (index: number) => T | undefined;
  /** True where two items look the same. */
  same: (a: T | undefined, b: T | undefined) => boolean;
  attributes: (item: T) => Record<string, string>;
  rowClass: (item: T) => string;
  /** Content of a cell. It is made once for each element on the screen and must follow the item. */
  cell: (column: string, item: Accessor<T>) => JSX.Element;
  /** Shown instead of rows where there are none. */
  empty?: JSX.Element;
}

export function Grid<T>(props: GridProps<T>) {
  let scroller: HTMLDivElement | undefined;
  const id = createUniqueId();
  const rowWindow: RowWindow = props.createWindow({
    count: () => props.count,
    rowHeight: ROW_HEIGHT,
    headerHeight: HEADER_HEIGHT,
    scroller: () => scroller,
  });
  // Details that open take room from the list: the row they belong to stays in view.
  onMount(() => {
    let height = 0;
    const observer = new ResizeObserver(() => {
      const before = height;
      height = scroller?.clientHeight ?? 0;
      if (!scroller || props.selected < 0) return;
      const y = rowWindow.top(props.selected) - scroller.scrollTop;
      // Before the first look there was nothing in view that a person could have scrolled away from.
      if (before === 0 || (height < before && y > -ROW_HEIGHT && y < before - HEADER_HEIGHT))
        rowWindow.show(props.selected);
    });
    if (scroller) observer.observe(scroller);
    onCleanup(() => observer.disconnect());
  });
  const rowId = (index: number) => `${id}-row-${index}`;

  const select = (index: number, by: 'pointer' | 'key') => {
    props.onSelect(index, by);
    rowWindow.show(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetRow(event.key, props.selected, props.count, rowWindow.pageSize());
    if (target !== null) {
      if (target >= 0) select(target, 'key');
    } else if (event.key === 'Enter' && props.selected >= 0) props.onOpen?.(props.selected);
    else if (event.key === 'ArrowRight' && props.onEnter) props.onEnter();
    else if (event.key === 'Escape' && props.onLeave) props.onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const indexOf = (event: MouseEvent): number => {
    const row = (event.target as Element).closest<HTMLElement>('[data-index]');
    return row ? Number(row.dataset.index) : -1;
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot be virtualised and scrolled as one.
    <div
      ref={scroller}
      class="grid"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={props.count + 1}
      aria-colcount={props.columns.length}
      aria-activedescendant={props.selected >= 0 && props.selected < props.count ? rowId(props.selected) : undefined}
      style={{ '--columns': columnTemplate(props.columns, props.widths) }}
      onKeyDown={onKeyDown}
    >
      <GridHeader
        columns={props.columns}
        widths={props.widths}
        onResize={props.onResize}
        sort={props.sort ?? null}
        {...(props.onSort && { onSort: props.onSort })}
      />
      <Show when={props.count > 0} fallback={props.empty}>
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        <div
          class="grid-body"
          role="rowgroup"
          style={{ height: `${rowWindow.height()}px` }}
          onMouseDown={(event) => {
            const index = indexOf(event);
            if (event.button === 0 && index >= 0) select(index, 'pointer');
          }}
          onDblClick={(event) => {
            const index = indexOf(event);
            if (index >= 0) props.onOpen?.(index);
          }}
        >
          {/* By position, not by row: elements are used again for other rows, which a flood of messages needs. */}
          <Index each={rowWindow.indices()}>
            {(index) => {
              const item = createMemo(() => props.item(index()), undefined, { equals: props.same });
              return (
                <Show when={item()}>
                  {(shown) => (
                    // biome-ignore lint/a11y/useSemanticElements: see above.
                    // biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus (aria-activedescendant).
                    <div
                      {...props.attributes(shown())}
                      id={rowId(index())}
                      role="row"
                      class={`grid-row ${props.rowClass(shown())}`}
                      classList={{ selected: index() === props.selected, odd: index() % 2 === 1 }}
                      aria-rowindex={index() + 2}
                      aria-selected={index() === props.selected}
                      data-index={index()}
                      style={{ transform: `translateY(${rowWindow.top(index())}px)` }}
                    >
                      <For each={props.columns}>
                        {(column) => (
                          // biome-ignore lint/a11y/useSemanticElements: see above.
                          // biome-ignore lint/a11y/useFocusableInteractive: see above.
                          <div
                            role="gridcell"
                            class={`cell cell-${column.id}`}
                            classList={{ end: column.align === 'end' }}
                          >
                            {props.cell(column.id, shown)}
                          </div>
                        )}
                      </For>
                    </div>
                  )}
                </Show>
              );
            }}
          </Index>
        </div>
      </Show>
    </div>
  );
}
