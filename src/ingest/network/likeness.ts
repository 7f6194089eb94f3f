// How well an entry of the network log and an exchange of the page agree in what both tell. Requests of one resource that are
// under way at once are told apart by it. Pure.
import type { Exchange } from '../../store/exchange.ts';
import type { HeaderList } from '../../wire/capture.ts';
import type { Entry } from './entry.ts';

export interface Likeness {
  /** What one tells and the other contradicts. */
  against: number;
  /** What both tell. */
  agreed: number;
  /** ms between their ends; infinite where one of them has none. */
  apart: number;
}

export type Fields = ReadonlyMap<string, string>;

/** Fields by name in small letters, those that come more than once joined. @see https://fetch.spec.whatwg.org/#concept-header-list-get */
export function fieldsOf(headers: HeaderList): Fields {
  const fields = new Map<string, string>();
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return fields;
}

const ASCII = /^[ -~]*$/;

/** Counts the fields of the page that the wire has, too. What a page may not send or see is in one of the lists only. */
function compare(page: HeaderList, wire: Fields, count: Likeness, but: string): void {
  for (const [name, value] of fieldsOf(page)) {
    const other = name === but ? undefined : wire.get(name);
    // Beyond ASCII each of them reads the bytes in its own way.
    if (other === undefined || !ASCII.test(value)) continue;
    if (other === value) count.agreed++;
    else count.against++;
  }
}

/** Fields that are known of both and differ. */
export function contradictions(some: HeaderList, others: Fields): number {
  const count = { against: 0, agreed: 0, apart: Infinity };
  compare(some, others, count, '');
  return count.against;
}

/** How like an entry an exchange is. */
export type LikenessTo = (exchange: Exchange) => Likeness;

/** Reads the entry once, to be compared with several exchanges. */
export function likenessTo(entry: Entry): LikenessTo {
  const sent = fieldsOf(entry.requestHeaders);
  const received = fieldsOf(entry.responseHeaders);
  return (exchange) => likeness(entry, exchange, sent, received);
}

function likeness(entry: Entry, exchange: Exchange, sent: Fields, received: Fields): Likeness {
  const { response, request, ended, frame } = exchange;
  const apart = ended === null ? Infinity : Math.abs(ended - entry.ended);
  const count: Likeness = { against: 0, agreed: 0, apart };
  // The browser writes another charset into the type of what it sends as text.
  compare(request.headers, sent, count, 'content-type');
  if (sent.get('referer') === frame.url) count.agreed++;
  if (sent.get('content-length') === `${exchange.bytesSent}`) count.agreed++;
  // A response that was only confirmed (304) has its fields from the cache.
  if (!response || response.status === 0 || entry.status <= 0 || entry.redirect || entry.status === 304) return count;
  if (response.status === entry.status) count.agreed++;
  else count.against++;
  compare(response.headers, received, count, '');
  return count;
}

/** Negative where `a` is the better one. */
export const better = (a: Likeness, b: Likeness): number => a.against - b.against || b.agreed - a.agreed;
