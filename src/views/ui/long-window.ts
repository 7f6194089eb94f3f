// The window of a list of millions of rows of one height, which grows while it is read: only arithmetic, no work per
// row, and no element taller than browsers allow. It can follow the newest row as a chat does.
import { type Accessor, batch, createEffect, createMemo, createSignal, on, onCleanup, onMount } from 'solid-js';
import { OVERSCAN, type RowWindow, type RowWindowOptions } from './row-window.ts';
import {
  atBottom,
  contentHeight,
  type Extent,
  isBeyond,
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
  const [moved, setMoved] = createSignal<ScrollPosition>({ scrollTop: 0, top: 0 });
  const [following, setFollowing] = createSignal(followFirst);
  const extent = createMemo<Extent>(() => ({ rows: count(), rowHeight, viewport: viewport() }));
  // Derived, so that new rows and the movement that brings them into view are one change of the document.
  const position = createMemo<ScrollPosition>(() => {
    const here = moved();
    if (following()) return positionAt(extent(), Number.MAX_SAFE_INTEGER);
    return isBeyond(extent(), here.top) ? positionAt(extent(), here.top) : here;
  });
  /** What the element's scroll bar says, as far as we know: asking it would cost a layout. */
  let actual = 0;

  const go = (top: number): void => {
    setMoved(positionAt(extent(), top));
  };
  const onScroll = (): void => {
    const element = scroller();
    // Our own movement also fires a scroll event, possibly after more rows came; it must not end the following.
    if (!element || Math.abs(element.scrollTop - actual) < 1) return;
    actual = element.scrollTop;
    const next = scrolled(extent(), position(), actual);
    batch(() => {
      setMoved(next);
      setFollowing(followFirst && atBottom(extent(), next.top));
    });
  };
  const onScrollEnd = (): void => {
    if (!following()) go(position().top);
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

  createEffect(
    on(position, ({ scrollTop }) => {
      const element = scroller();
      if (!element || scrollTop === actual) return;
      element.scrollTop = scrollTop;
      // The element may round or clamp: what it took is what the next movement is measured from.
      actual = element.scrollTop;
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
      if (top === position().top) return;
      batch(() => {
        setFollowing(followFirst && atBottom(extent(), top));
        go(top);
      });
    },
    pageSize: () => Math.max(1, Math.floor(viewport() / rowHeight)),
    following,
    follow: () => setFollowing(true),
  };
}
