// Every message as one row of a spreadsheet.
import type { Exchange } from '../../store/exchange.ts';
import { isoDate } from '../write/entry.ts';
import type { Tick } from '../write/lazy.ts';
import { type MessageLine, writeLines } from './ndjson.ts';

const COLUMNS: [name: string, cell: (line: MessageLine) => string | number][] = [
  ['exchange', ({ exchange }) => text(exchange)],
  ['api', ({ api }) => text(api)],
  ['url', ({ url }) => text(url)],
  ['seq', ({ seq }) => seq],
  ['direction', ({ direction }) => text(direction)],
  ['time', ({ time }) => text(isoDate(time))],
  ['size', ({ size }) => size],
  ['opcode', ({ opcode }) => text(opcode)],
  ['event', ({ event }) => text(event?.name ?? '')],
  ['eventId', ({ event }) => text(event?.id ?? '')],
  ['data', ({ data, event }) => text(data || event?.comment || '')],
  // Newer ones stand behind the others, for who reads by place.
  ['discarded', ({ discarded }) => text(String(discarded ?? ''))],
  ['incomplete', ({ incomplete }) => text(String(incomplete ?? ''))],
  ['cut', ({ cut }) => text(String(cut ?? ''))],
  ['held', ({ held }) => text(held ?? '')],
  ['retry', ({ event }) => event?.retry ?? ''],
  ['comment', ({ event }) => text(event?.comment ?? '')],
];

/** What a spreadsheet may take for the beginning of a formula, also behind white space, also in full width. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/**
 * A cell of text. One that a spreadsheet could take for a formula begins with an apostrophe, which shows it as text
 * (CSV injection): such a cell is not the exact payload, NDJSON has that.
 */
function text(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The text of a CSV file in pieces of about 64 KiB.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function* writeCsv(exchanges: Iterable<Exchange>, tick: Tick = () => undefined): Generator<string> {
  yield `${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  yield* writeLines(exchanges, tick, (line) => `${COLUMNS.map(([, cell]) => cell(line)).join(',')}\r\n`);
}
