// Which exchange of the page an entry of the network log belongs to. Pure: facts in, choice out.
import { type Spell, spellsOf } from '../../store/connections.ts';
import type { Exchange } from '../../store/exchange.ts';
import type { Entry } from './entry.ts';
import { better, type Likeness, type LikenessTo } from './likeness.ts';

/**
 * How much later (ms) than the page's call the log may say a request started. Measured with 200 at once on a busy machine:
 * Chromium up to 12 ms for fetch and 332 ms for WebSocket, Firefox up to 1723 ms, in the order of the calls.
 */
export const WINDOW = 10_000;
/** How many calls are looked at for one request: more are hardly ever under way at once for one resource. */
const MOST_FITS = 100;
/** What lies apart less than this (ms) was at the same time. */
const AT_ONCE = 20;
/** How much later (ms) than its abort a request may be logged. */
const LATE = 2000;
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

/**
 * Requests of one resource: the scheme may be upgraded on the way (HSTS, CSP), a fragment is never sent, and user and
 * password, which the log writes into the URL, were given beside it.
 */
export function resourceOf(url: string): string {
  const hash = url.indexOf('#');
  const sent = hash < 0 ? url : url.slice(0, hash);
  return sent.replace(/^(http|ws)s?:\/\/(?:[^/?#]*@)?/i, (_, scheme: string) => `${scheme}://`);
}

export function attempts(exchange: Exchange): Attempt[] {
  const single = [{ number: 1, from: exchange.started, until: exchange.ended }];
  if (exchange.api !== 'eventsource') return single;
  const spells = spellsOf(exchange);
  return spells.length > 0 ? spells.map((spell, i) => ({ number: i + 1, ...spell })) : single;
}

/** An EventSource waits (reconnection time) in CONNECTING before it asks again, as long as the server told it. */
const fits = (entry: Entry, { number, from, until }: Attempt, late: number): boolean =>
  entry.started >= from - SKEW &&
  (number > 1 || entry.started <= from + WINDOW) &&
  (until === null || entry.started <= until + late);

export interface Choice {
  candidate: Candidate;
  attempt: Attempt;
  like: Likeness;
  /** Other calls may have made the request, too. */
  others: boolean;
}

function* fitting(
  entry: Entry,
  candidates: readonly Candidate[],
  pageless: boolean,
  late: number,
): Generator<Pick<Choice, 'candidate' | 'attempt'>> {
  if (entry.hooked === false || entry.api === null || entry.api === 'preflight') return;
  for (const candidate of candidates) {
    const { exchange, taken } = candidate;
    const api = exchange.api === 'websocketstream' ? 'websocket' : exchange.api;
    if (entry.apiKnown ? api !== entry.api : api === 'websocket') continue;
    if (exchange.method !== entry.method) continue;
    // Where the log knows page loads, a request of the page's own document has one.
    if (pageless && exchange.frame.id === 0) continue;
    const attempt = attempts(exchange).find((each) => each.number > taken && fits(entry, each, late));
    if (attempt) yield { candidate, attempt };
  }
}

/**
 * The call of the page that can have made this request, has none yet and agrees with it best. A call that was over before
 * the request started cannot have made it. Of those that agree alike, once the request is over, the one that ended with
 * it; else the oldest: browsers log requests of one resource in the order of the calls.
 */
export function choose(
  entry: Entry,
  candidates: readonly Candidate[],
  like: LikenessTo,
  pageless: boolean,
  finished: boolean,
  late = SKEW,
): Choice | null {
  let best: Choice | null = null;
  let count = 0;
  for (const fit of fitting(entry, candidates, pageless, late)) {
    const choice: Choice = { ...fit, like: like(fit.candidate.exchange), others: false };
    const { apart } = choice.like;
    const gained = best && (better(best.like, choice.like) || (finished ? best.like.apart - apart - AT_ONCE : 0));
    if (gained === null || gained > 0) best = choice;
    if (++count >= MOST_FITS) break;
  }
  if (best) return { ...best, others: count > 1 };
  // Where it is busy, Firefox logs a request that the page has aborted after that.
  const mayBeAborted = late === SKEW && entry.hooked === null && entry.status <= 0;
  return mayBeAborted ? choose(entry, candidates, like, pageless, finished, LATE) : null;
}

/** True where the page may still tell what decides: that another call made the request, or that this one is over. */
export function isDoubtful(choice: Choice, entry: Entry, finished: boolean): boolean {
  const { candidate, attempt, like, others } = choice;
  const { api, ended, response } = candidate.exchange;
  if (like.against > 0 || (attempt.until ?? Infinity) + SKEW < entry.started) return true;
  if (!finished || entry.redirect || api === 'eventsource' || ended !== null || response) return false;
  return others || entry.started > attempt.from + AT_ONCE;
}

/** Nothing of it can still come from the log. */
export function isSpent({ exchange, taken }: Candidate, now: number): boolean {
  if (exchange.api === 'eventsource') return exchange.ended !== null && exchange.ended + 60_000 < now;
  return taken > 0 || (exchange.ended !== null && exchange.ended + 60_000 < now);
}
