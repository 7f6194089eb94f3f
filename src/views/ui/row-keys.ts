// Which row a key leads to, in grids, trees and hex views alike.

/**
 * Index of the row that `key` (a `KeyboardEvent.key`) selects, -1 where there are no rows, null where the key is not
 * one of movement. `selected` is -1 where nothing is selected.
 */
export function targetRow(key: string, selected: number, count: number, page: number): number | null {
  const last = count - 1;
  const clamp = (index: number) => Math.min(Math.max(index, 0), last);
  switch (key) {
    case 'ArrowDown':
      return clamp(selected + 1);
    case 'ArrowUp':
      return selected < 0 ? last : clamp(selected - 1);
    case 'Home':
      return Math.min(0, last);
    case 'End':
      return last;
    case 'PageDown':
      return clamp(Math.max(selected, 0) + page);
    case 'PageUp':
      return clamp(Math.max(selected, 0) - page);
    default:
      return null;
  }
}
