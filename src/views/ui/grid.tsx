// A virtualised, keyboard-operated data grid by the ARIA pattern, with columns that can be resized and sorted.
// The grid itself keeps the focus and names the active row: rows come and go while one scrolls.
// @see https://www.w3.org/WAI/ARIA/apg/patterns/grid/
import { type Accessor, createMemo, createUniqueId, For, Index, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { type Column, columnTemplate } from './columns.ts';
import { GridHeader } from './grid-header.tsx';
import { targetRow } from './row-keys.ts';
import type { CreateRowWindow, RowWindow } from './row-window.ts';
import { type PickHow, pickBy, type RowSelection } from './selection.ts';

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
  /** Index of the active row, which keys move and details show; -1 for none. */
  active: number;
  selection: RowSelection;
  /** Another row is active. */
  onActive: (index: number, by: 'pointer' | 'key') => void;
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
      if (!scroller || props.active < 0) return;
      const y = rowWindow.top(props.active) - scroller.scrollTop;
      // Before the first look there was nothing in view that a person could have scrolled away from.
      if (before === 0 || (height < before && y > -ROW_HEIGHT && y < before - HEADER_HEIGHT))
        rowWindow.show(props.active);
    });
    if (scroller) observer.observe(scroller);
    onCleanup(() => observer.disconnect());
  });
  const rowId = (index: number) => `${id}-row-${index}`;

  /** `how` null: the row becomes active and no more. */
  const activate = (index: number, by: 'pointer' | 'key', how: PickHow | null) => {
    if (how !== null) props.selection.pick(index, how);
    props.onActive(index, by);
    rowWindow.show(index);
  };
  const selectAll = () => {
    props.selection.all();
    if (props.active < 0 && props.count > 0) props.onActive(0, 'key');
  };
  /** True where the key was one of ours. */
  const withModifier = (event: KeyboardEvent): boolean => {
    if (event.key === 'a' && !event.shiftKey) selectAll();
    else if (event.key === ' ' && props.active >= 0) props.selection.pick(props.active, 'toggle');
    else {
      const target = targetRow(event.key, props.active, props.count, rowWindow.pageSize());
      if (target === null || target < 0) return false;
      activate(target, 'key', event.shiftKey ? 'more' : null);
    }
    return true;
  };
  const withoutModifier = (event: KeyboardEvent): boolean => {
    const target = targetRow(event.key, props.active, props.count, rowWindow.pageSize());
    if (target !== null) {
      if (target >= 0) activate(target, 'key', pickBy(event));
    } else if (event.key === 'Enter' && props.active >= 0) props.onOpen?.(props.active);
    else if (event.key === 'ArrowRight' && props.onEnter) props.onEnter();
    else if (event.key === 'Escape' && props.selection.size() > 1 && props.active >= 0)
      props.selection.pick(props.active, 'only');
    else if (event.key === 'Escape' && props.onLeave) props.onLeave();
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller || event.altKey) return;
    if (!(event.ctrlKey || event.metaKey ? withModifier(event) : withoutModifier(event))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onMouseDown = (event: MouseEvent) => {
    const index = indexOf(event);
    if (event.button !== 0 || index < 0) return;
    activate(index, 'pointer', pickBy(event));
    if (!event.shiftKey) return;
    // The browser would select the text between the two clicks, and with that not give the grid the focus either.
    event.preventDefault();
    scroller?.focus();
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
      aria-multiselectable="true"
      aria-rowcount={props.count + 1}
      aria-colcount={props.columns.length}
      aria-activedescendant={props.active >= 0 && props.active < props.count ? rowId(props.active) : undefined}
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
          onMouseDown={onMouseDown}
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
                      classList={{
                        selected: props.selection.has(index()),
                        active: index() === props.active,
                        odd: index() % 2 === 1,
                      }}
                      aria-rowindex={index() + 2}
                      aria-selected={props.selection.has(index())}
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
