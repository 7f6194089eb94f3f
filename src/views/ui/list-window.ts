// The window of a list of thousands of rows: TanStack's virtualizer behind our own interface.
import { createVirtualizer } from '@tanstack/solid-virtual';
import { createMemo } from 'solid-js';
import { OVERSCAN, type RowWindow, type RowWindowOptions } from './row-window.ts';

export function createListWindow({ count, rowHeight, headerHeight, scroller }: RowWindowOptions): RowWindow {
  const virtualizer = createVirtualizer({
    get count() {
      return count();
    },
    getScrollElement: () => scroller() ?? null,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
  });
  return {
    indices: createMemo(() =>
      virtualizer
        .getVirtualItems()
        .map((item) => item.index)
        .filter((index) => index < count()),
    ),
    top: (index) => index * rowHeight,
    height: () => count() * rowHeight,
    show: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
    pageSize: () => Math.max(1, Math.floor(((scroller()?.clientHeight ?? 0) - headerHeight) / rowHeight)),
  };
}
