// Figures and payloads as a terminal can show them: nothing in a log may move the cursor or change a colour.

/** Control characters, line and paragraph separators, and those that turn the direction of text. */
const CONTROL = /\p{Cc}|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line, safe to print: control characters as escapes, lone surrogates replaced. */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(CONTROL, (found) => NAMED[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** At most `most` characters; what is left out is shown by one sign. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1)).toWellFormed()}…`;

/** `1.5 kB`; 1 kB is 1000 bytes. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(value < 100 ? 2 : 3)} ${units[unit]}`;
}

/** `12 ms`, `1.50 s`, `3:20 min`; a dash for null. */
export function durationText(ms: number | null): string {
  if (ms === null) return '–';
  if (Math.abs(ms) < 999.5) return `${Math.abs(ms) < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (Math.abs(ms) < 100_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.trunc(seconds / 60)}:${String(Math.abs(seconds % 60)).padStart(2, '0')} min`;
}

/** Columns as wide as their widest cell; those named in `right` are set flush right, the last one is not padded. */
export function tableText(rows: string[][], right: ReadonlySet<number>): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] as number;
        if (right.has(column)) return cell.padStart(width);
        return column === row.length - 1 ? cell : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
