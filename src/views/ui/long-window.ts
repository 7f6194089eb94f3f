// The window of a list of millions of rows of one height, which grows while it is read: only arithmetic, no work per
// row, and no element taller than browsers allow. It can follow the newest row as a chat does.
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, onMount } from 'solid-js';
import { OVERSCAN, type RowWindow, type RowWindowOptions } from './row-window.ts';
import {
  atBottom,
  contentHeight,
  type Extent,
  positionAt,
  type ScrollPosition,
  scrolled,
  topToShow,
  visibleRows,
} from './scroll-scale.ts';

export interface LongWindow extends RowWindow {
  /** True while the newest row is kept in view. */
  following: Accessor<boolean>;
  /** Goes to the newest row and stays with it. */
  follow(): void;
}

export function createLongWindow(options: RowWindowOptions, followFirst = false): LongWindow {
  const { count, rowHeight, headerHeight, scroller } = options;
  const [viewport, setViewport] = createSignal(0);
  const [position, setPosition] = createSignal<ScrollPosition>({ scrollTop: 0, top: 0 });
  const [following, setFollowing] = createSignal(followFirst);
  const extent = createMemo<Extent>(() => ({ rows: count(), rowHeight, viewport: viewport() }));

  const go = (top: number): void => {
    const element = scroller();
    if (!element) return;
    const wanted = positionAt(extent(), top);
    element.scrollTop = wanted.scrollTop;
    // The element may round or clamp: what it took is what the next movement is measured from.
    setPosition({ top: wanted.top, scrollTop: element.scrollTop });
  };

  const onScroll = (): void => {
    const element = scroller();
    // Our own `go` also fires a scroll event, possibly after more rows came; it must not end the following.
    if (!element || Math.abs(element.scrollTop - position().scrollTop) < 1) return;
    const next = scrolled(extent(), position(), element.scrollTop);
    setPosition(next);
    setFollowing(followFirst && atBottom(extent(), next.top));
  };
  const onScrollEnd = (): void => {
    go(position().top);
  };

  onMount(() => {
    const element = scroller();
    if (!element) return;
    const measure = () => setViewport(Math.max(0, element.clientHeight - headerHeight));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('scrollend', onScrollEnd);
    onCleanup(() => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('scrollend', onScrollEnd);
    });
  });

  const toEnd = () => go(Number.MAX_SAFE_INTEGER);
  createEffect(
    on([count, viewport], ([rows]) => {
      if (following()) toEnd();
      else if (rows * rowHeight < position().top + viewport()) go(position().top);
    }),
  );

  const range = createMemo(() => visibleRows(extent(), position().top, OVERSCAN), undefined, {
    equals: (a, b) => a[0] === b[0] && a[1] === b[1],
  });
  return {
    indices: createMemo(() => {
      const [first, end] = range();
      return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
    }),
    top: (index) => index * rowHeight - position().top + position().scrollTop,
    height: () => contentHeight(extent()),
    show: (index) => {
      const top = topToShow(extent(), position().top, index);
      if (top !== position().top) {
        setFollowing(followFirst && atBottom(extent(), top));
        go(top);
      }
    },
    pageSize: () => Math.max(1, Math.floor(viewport() / rowHeight)),
    following,
    follow() {
      setFollowing(true);
      toEnd();
    },
  };
}
