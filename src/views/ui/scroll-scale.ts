// Scrolling through more rows than a browser can make an element tall: small movements are exact, large ones scaled.

/** Tallest content we ask for, px. Firefox stops at 17.8 million, Chromium at 33 million. */
export const MAX_HEIGHT = 12_000_000;

export interface Extent {
  rows: number;
  /** px */
  rowHeight: number;
  /** Height of the visible part, px. */
  viewport: number;
}

/** Where we are: what the scroll bar says, and which pixel of the full height is at the top of the view. */
export interface ScrollPosition {
  scrollTop: number;
  top: number;
}

const fullHeight = ({ rows, rowHeight }: Extent): number => rows * rowHeight;
const maxTop = (extent: Extent): number => Math.max(0, fullHeight(extent) - extent.viewport);
const maxScroll = (extent: Extent): number => Math.max(0, contentHeight(extent) - extent.viewport);
const isScaled = (extent: Extent): boolean => fullHeight(extent) > MAX_HEIGHT;
const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

/** Height of the scrolled element, px. */
export const contentHeight = (extent: Extent): number => Math.min(fullHeight(extent), MAX_HEIGHT);

/** The position after the person scrolled to `scrollTop`. */
export function scrolled(extent: Extent, from: ScrollPosition, scrollTop: number): ScrollPosition {
  const bottom = maxTop(extent);
  if (!isScaled(extent)) return { scrollTop, top: within(scrollTop, bottom) };
  // The ends must be reachable whatever rounding does.
  if (scrollTop <= 0) return { scrollTop, top: 0 };
  if (scrollTop >= maxScroll(extent) - 1) return { scrollTop, top: bottom };
  const moved = scrollTop - from.scrollTop;
  const exact = Math.abs(moved) <= extent.viewport;
  return { scrollTop, top: within(exact ? from.top + moved : (scrollTop / maxScroll(extent)) * bottom, bottom) };
}

/** The position that shows `top`, with the scroll bar where it belongs. */
export function positionAt(extent: Extent, top: number): ScrollPosition {
  const bottom = maxTop(extent);
  const inside = within(top, bottom);
  if (!isScaled(extent)) return { scrollTop: inside, top: inside };
  return { scrollTop: bottom === 0 ? 0 : (inside / bottom) * maxScroll(extent), top: inside };
}

/** The `top` that brings row `index` into view with the least movement. */
export function topToShow(extent: Extent, from: number, index: number): number {
  const start = index * extent.rowHeight;
  if (start < from) return start;
  return Math.max(from, start + extent.rowHeight - extent.viewport);
}

/** The rows to draw: first and one past the last, with `overscan` more on either side. */
export function visibleRows(extent: Extent, top: number, overscan: number): [first: number, end: number] {
  const first = Math.max(0, Math.floor(top / extent.rowHeight) - overscan);
  const end = Math.min(extent.rows, Math.ceil((top + extent.viewport) / extent.rowHeight) + overscan);
  return [Math.min(first, extent.rows), Math.max(end, 0)];
}

/** True where the last row is (all but) in full view. */
export const atBottom = (extent: Extent, top: number): boolean => top >= maxTop(extent) - extent.rowHeight / 2;

/** True where there are no rows down there (any more). */
export const isBeyond = (extent: Extent, top: number): boolean => top > maxTop(extent);
