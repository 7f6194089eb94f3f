// The orders of the exchanges grid, one for each column.
import type { Exchange } from '../../store/exchange.ts';
import { exchangeState } from '../state-word.ts';
import { displayName } from './display-name.ts';
import { initiatorOf } from './initiator.ts';

export interface Sort {
  column: string;
  descending: boolean;
}

type Value = number | string;

const duration = (exchange: Exchange): number =>
  exchange.ended === null ? Number.MAX_SAFE_INTEGER - exchange.started : exchange.ended - exchange.started;

const lastMessage = ({ messages, started }: Exchange): number =>
  messages.length > 0 ? messages.time(messages.length - 1) : started;

const values: Record<string, (exchange: Exchange) => Value> = {
  name: (exchange) => displayName(exchange.url).name,
  api: (exchange) => exchange.api,
  method: (exchange) => exchange.method,
  status: (exchange) => exchange.status,
  state: (exchange) => exchangeState(exchange),
  messages: (exchange) => exchange.messages.length,
  bytes: (exchange) => exchange.bytesSent + exchange.bytesReceived,
  // What is still open has lasted longest, the oldest of them first: independent of the clock.
  duration,
  initiator: (exchange) => initiatorOf(exchange.stack)?.name ?? '',
  activity: lastMessage,
};

const order = (a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);

/** The comparison for a column; null for the order of start. Equal values keep the order of start. */
export function compareBy(sort: Sort | null): ((a: Exchange, b: Exchange) => number) | null {
  const value = sort && values[sort.column];
  if (!value) return null;
  const sign = sort.descending ? -1 : 1;
  return (a, b) => sign * order(value(a), value(b)) || a.started - b.started;
}

/** What a click on a column header does: ascending, descending, then the order of start again. */
export function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
