// Which columns fit into a width, and how wide each is: pure, so that a narrow panel is a test and not a surprise.

export interface Column {
  id: string;
  /** Shown in the header. */
  label: string;
  /** Initial width, px. One column of a grid has none: it takes the rest. */
  width?: number;
  /** Least width, px. */
  min: number;
  /** Columns with the highest rank leave first where room is short; rank 0 stays. */
  rank: number;
  align?: 'end';
  sortable?: boolean;
}

/** Width a person gave a column, else its own. Columns that take the rest count with their least. */
export const widthOf = (column: Column, widths: Readonly<Record<string, number>>): number =>
  column.width === undefined ? column.min : Math.max(column.min, widths[column.id] ?? column.width);

/** The columns that fit into `available` px, in their order. */
export function fittingColumns(
  columns: readonly Column[],
  widths: Readonly<Record<string, number>>,
  hidden: readonly string[],
  available: number,
): Column[] {
  const shown = columns.filter((column) => column.rank === 0 || !hidden.includes(column.id));
  let needed = shown.reduce((sum, column) => sum + widthOf(column, widths), 0);
  const leaving = [...shown].sort((a, b) => b.rank - a.rank);
  const gone = new Set<string>();
  for (const column of leaving) {
    if (needed <= available || column.rank === 0) break;
    gone.add(column.id);
    needed -= widthOf(column, widths);
  }
  return shown.filter((column) => !gone.has(column.id));
}

/** The value of `grid-template-columns`. */
export const columnTemplate = (columns: readonly Column[], widths: Readonly<Record<string, number>>): string =>
  columns
    .map((column) =>
      column.width === undefined ? `minmax(${column.min}px, 1fr)` : `${Math.round(widthOf(column, widths))}px`,
    )
    .join(' ');
