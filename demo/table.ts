// Exchanges as a table for the terminal.
import type { Summary } from '../src/automation/summary.ts';
import { exchangeState } from '../src/views/state-word.ts';

/** `12 B`, `3.4 kB`, `5.0 MB`: powers of 1000. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const durationText = ({ startedDateTime, endedDateTime }: Summary): string =>
  endedDateTime === null ? 'open' : `${Math.round(endedDateTime - startedDateTime)} ms`;

interface Column {
  title: string;
  /** Numbers stand at the right. */
  right?: boolean;
  of(exchange: Summary): string;
}

/** Control characters would let a page write to the terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '\uFFFD');

const COLUMNS: Column[] = [
  { title: 'api', of: ({ api }) => api },
  { title: 'method', of: ({ method }) => method },
  { title: 'status', right: true, of: ({ status }) => String(status) },
  {
    title: 'state',
    of: ({ api, readyState, error, endedDateTime, closed }) => {
      const word = exchangeState({ api, readyState, error, ended: endedDateTime });
      return closed ? `${word} ${closed.code}` : word;
    },
  },
  { title: 'sent', right: true, of: ({ sent }) => String(sent) },
  { title: 'received', right: true, of: ({ received }) => String(received) },
  { title: 'bytes', right: true, of: ({ bytesSent, bytesReceived }) => bytesText(bytesSent + bytesReceived) },
  { title: 'duration', right: true, of: durationText },
  { title: 'url', of: ({ url }) => url },
];

/** One line of titles, one line an exchange. */
export function exchangeTable(exchanges: Summary[]): string {
  const rows = exchanges.map((exchange) => COLUMNS.map((column) => printable(column.of(exchange))));
  const widths = COLUMNS.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => (COLUMNS[i]?.right ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS.map(({ title }) => title)), ...rows.map(line)].join('\n');
}
