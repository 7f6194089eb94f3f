// Which exchange of the page an entry of the network log belongs to. Pure: facts in, choice out.
import { type Spell, spellsOf } from '../../store/connections.ts';
import type { Exchange } from '../../store/exchange.ts';
import type { Entry } from './entry.ts';

/**
 * How much later (ms) than the page's call the log may say a request started. Measured with 200 at once on a busy machine:
 * Chromium up to 12 ms for fetch and 332 ms for WebSocket, Firefox up to 1723 ms, in the order of the calls.
 */
const WINDOW = 10_000;
/** The clocks of page and log differ by less than this, ms (measured: Chromium 1, Firefox 0). */
export const SKEW = 50;

/** One request that an exchange is known to have made, and until when it must have started: EventSource makes several. */
export interface Attempt extends Spell {
  number: number;
}

/** An exchange of the page some requests of which the log has not shown yet. */
export interface Candidate {
  exchange: Exchange;
  /** Attempts up to this number have their entry. */
  taken: number;
}

/** Requests of one resource: the scheme may be upgraded on the way (HSTS, CSP), a fragment is never sent. */
export function resourceOf(url: string): string {
  const hash = url.indexOf('#');
  const sent = hash < 0 ? url : url.slice(0, hash);
  return sent.replace(/^(http|ws)s:/i, (_, scheme: string) => `${scheme}:`);
}

export function attempts(exchange: Exchange): Attempt[] {
  const single = [{ number: 1, from: exchange.started, until: exchange.ended }];
  if (exchange.api !== 'eventsource') return single;
  const spells = spellsOf(exchange);
  return spells.length > 0 ? spells.map((spell, i) => ({ number: i + 1, ...spell })) : single;
}

const fits = (entry: Entry, { from, until }: Attempt): boolean =>
  entry.started >= from - SKEW && entry.started <= from + WINDOW && (until === null || entry.started <= until + SKEW);

/** An EventSource waits (reconnection time) in CONNECTING before it asks again, as long as the server told it. */
const fitsAgain = (entry: Entry, { from, until }: Attempt): boolean =>
  entry.started >= from - SKEW && (until === null || entry.started <= until + SKEW);

export interface Choice {
  candidate: Candidate;
  attempt: Attempt;
}

/**
 * The oldest call of the page that can have made this request and has none yet: browsers log requests of one resource
 * in the order of the calls. A call that was over before the request started cannot have made it.
 */
export function choose(entry: Entry, candidates: readonly Candidate[], pageless: boolean): Choice | null {
  if (entry.hooked === false || entry.api === null || entry.api === 'preflight') return null;
  for (const candidate of candidates) {
    const { exchange, taken } = candidate;
    const api = exchange.api === 'websocketstream' ? 'websocket' : exchange.api;
    if (entry.apiKnown ? api !== entry.api : api === 'websocket') continue;
    if (exchange.method !== entry.method) continue;
    // Where the log knows page loads, a request of the page's own document has one.
    if (pageless && exchange.frame.id === 0) continue;
    const attempt = attempts(exchange).find(
      (each) => each.number > taken && (each.number > 1 ? fitsAgain : fits)(entry, each),
    );
    if (attempt) return { candidate, attempt };
  }
  return null;
}

/** Nothing of it can still come from the log. */
export function isSpent({ exchange, taken }: Candidate, now: number): boolean {
  if (exchange.api === 'eventsource') return exchange.ended !== null && exchange.ended + 60_000 < now;
  return taken > 0 || (exchange.ended !== null && exchange.ended + 60_000 < now);
}
