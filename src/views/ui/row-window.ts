// What a grid asks of a virtual list, whichever way that list finds out what is visible.
import type { Accessor } from 'solid-js';

export interface RowWindow {
  /** Rows to draw, in order. */
  indices: Accessor<readonly number[]>;
  /** Where a row stands in the scrolled content, px below the header. */
  top(index: number): number;
  /** Height of the scrolled content without the header, px. */
  height: Accessor<number>;
  /** Brings a row into view with the least movement. */
  show(index: number): void;
  /** Whole rows that fit into the view. */
  pageSize(): number;
}

export interface RowWindowOptions {
  count: Accessor<number>;
  /** px */
  rowHeight: number;
  /** Height of the header that sticks to the top of the scroller, px. */
  headerHeight: number;
  /** The scrolling element; undefined until it is mounted. */
  scroller: () => HTMLElement | undefined;
}

/** Makes the window of one grid, under the grid's owner. */
export type CreateRowWindow = (options: RowWindowOptions) => RowWindow;

/** Rows drawn beyond the visible ones on either side. */
export const OVERSCAN = 6;
