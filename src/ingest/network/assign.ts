// Finds for each entry of the network log the exchange it belongs to: of the page, or one that only the log saw.
import { type Exchange, playedOf } from '../../store/exchange.ts';
import type { Store } from '../../store/store.ts';
import type { Entry } from './entry.ts';
import type { Item, Owner, PageOwner } from './items.ts';
import { better, type Likeness, type LikenessTo, likenessTo } from './likeness.ts';
import { attempts, type Candidate, type Choice, choose, isDoubtful, isSpent, resourceOf, SKEW } from './match.ts';
import { headTime, OwnExchange } from './own.ts';
import { addRedirect, nothingBefore } from './wire.ts';

/** How long (ms) the hook may take to tell of an exchange that the log has already. */
export const GRACE = 2000;
/** How long (ms) the log waits for what the hook tells of calls that were made at once. */
const PATIENCE = 1000;
/** How far (ms) the entries of one exchange (redirects, preflight) may lie apart. */
const NEAR = 2000;

interface Expected {
  resource: string;
  /** Epoch ms at which the redirect came. */
  at: number;
  owner: Owner;
}

export class Assigner {
  readonly #store: Store;
  /** Exchanges of the page by resource, oldest first. */
  readonly #candidates = new Map<string, Candidate[]>();
  #expected: Expected[] = [];
  /** EventSources that only the log sees and that are open. */
  #streams: OwnExchange[] = [];
  #names = 0;
  /** Epoch ms since which entries of the page itself name their page; infinite where they do not. */
  #pagesSince = Number.POSITIVE_INFINITY;

  constructor(store: Store) {
    this.#store = store;
    store.watchOpenings((exchange) => {
      this.#add(exchange);
    });
    for (const exchange of store.exchanges) this.#add(exchange);
  }

  #add(exchange: Exchange): void {
    // What was played to the page was never on the network.
    if (exchange.source !== 'page' || playedOf(exchange) !== null) return;
    this.#listUnder(resourceOf(exchange.url), { exchange, taken: 0 });
  }

  #listUnder(resource: string, candidate: Candidate): void {
    const list = this.#candidates.get(resource);
    if (!list) this.#candidates.set(resource, [candidate]);
    else if (!list.includes(candidate)) list.push(candidate);
  }

  /** The page is known to have loads by which the log names its entries. */
  sawPage(started: number): void {
    this.#pagesSince = Math.min(this.#pagesSince, started);
  }

  /** Another document started at `time`, epoch ms. */
  navigated(time: number): void {
    if (this.#pagesSince < time) this.#pagesSince = Number.POSITIVE_INFINITY;
    this.#expected = this.#expected.filter(({ at }) => at >= time);
    this.#streams = this.#streams.filter(({ exchange }) => exchange.started >= time);
  }

  /** Whose it is, as far as it can be said now. `now` in epoch ms. */
  find(item: Item, entry: Entry, now: number): Owner | null {
    const like = likenessTo(entry);
    const isNew = now - item.seenAt < PATIENCE;
    // By then each EventSource has taken what is plainly its own.
    const choice = this.#choose(entry, like, item.finished) ?? (isNew ? null : this.#elsewhere(entry));
    const redirected = this.#redirected(entry, like, choice);
    if (!redirected && choice && isNew && isDoubtful(choice, entry, item.finished)) return null;
    const owner = redirected ?? (choice ? this.#page(choice) : (this.#again(entry) ?? this.#unseen(item, entry, now)));
    if (owner) this.redirected(owner, entry);
    return owner;
  }

  /** Expects the request that follows where this one was answered with a redirect: to be called once for each that was. */
  redirected(owner: Owner, entry: Entry): void {
    if (!entry.redirect) return;
    // An EventSource that was redirected asks there from then on.
    if (owner.kind === 'page' && owner.candidate.exchange.api === 'eventsource')
      this.#listUnder(resourceOf(entry.redirect), owner.candidate);
    addRedirect(owner.before, entry);
    this.#expected.push({ resource: resourceOf(entry.redirect), at: entry.ended, owner });
  }

  /** The request that a redirect asked for, unless a call of the page agrees with it better (`direct`). */
  #redirected(entry: Entry, likenessOf: LikenessTo, direct: Choice | null): Owner | null {
    const resource = resourceOf(entry.url);
    let best = -1;
    let least = NEAR;
    let like: Likeness | null = null;
    for (const [i, { resource: wanted, at, owner }] of this.#expected.entries()) {
      const distance = Math.abs(entry.started - at);
      if (wanted !== resource || distance >= NEAR) continue;
      const other = likenessOf(owner.kind === 'page' ? owner.candidate.exchange : owner.own.exchange);
      if (like && (better(like, other) || least - distance) <= 0) continue;
      best = i;
      least = distance;
      like = other;
    }
    if (!like || (direct && better(direct.like, like) < 0)) return null;
    return (this.#expected.splice(best, 1)[0] as Expected).owner;
  }

  #choose(entry: Entry, like: LikenessTo, finished: boolean): Choice | null {
    const list = this.#candidates.get(resourceOf(entry.url));
    const pageless = entry.pageless && entry.started >= this.#pagesSince;
    return list ? choose(entry, list, like, pageless, finished) : null;
  }

  /**
   * An EventSource that was redirected asks there from its next connection on; Chromium's log has nothing of the redirect.
   * It is known by the moment at which it opened.
   */
  #elsewhere(entry: Entry): Choice | null {
    if (entry.api !== 'eventsource' || !entry.apiKnown || entry.hooked !== null || entry.status <= 0) return null;
    const opened = headTime(entry);
    for (const candidate of [...this.#candidates.values()].flat()) {
      if (candidate.exchange.api !== 'eventsource') continue;
      const attempt = attempts(candidate.exchange).find(
        ({ number, from, until }) =>
          number > Math.max(1, candidate.taken) &&
          until !== null &&
          from <= entry.started + SKEW &&
          Math.abs(until - opened) < SKEW,
      );
      if (!attempt) continue;
      this.#listUnder(resourceOf(entry.url), candidate);
      return { candidate, attempt, like: { against: 0, agreed: 0, apart: Infinity }, others: false };
    }
    return null;
  }

  #page({ candidate, attempt }: Choice): PageOwner {
    const { exchange } = candidate;
    candidate.taken = attempt.number;
    if (exchange.api !== 'eventsource') this.#remove(candidate);
    return {
      kind: 'page',
      before: nothingBefore(attempt.number),
      candidate,
      heard: new Map(),
      row: 0,
      log: exchange.messages,
    };
  }

  #remove(candidate: Candidate): void {
    const resource = resourceOf(candidate.exchange.url);
    const left = (this.#candidates.get(resource) ?? []).filter((each) => each !== candidate);
    if (left.length > 0) this.#candidates.set(resource, left);
    else this.#candidates.delete(resource);
  }

  /** Firefox notes one more request, without an answer, for an EventSource whose page is left. */
  #isLeft({ url, started, status, hooked }: Entry): boolean {
    if (hooked !== null || status > 0) return false;
    const list = this.#candidates.get(resourceOf(url)) ?? [];
    return list.some(({ exchange }) => exchange.started < started && (exchange.ended ?? started) > started - NEAR);
  }

  /** An EventSource of a worker that connects again. */
  #again(entry: Entry): Owner | null {
    if (entry.api !== 'eventsource') return null;
    const stream = this.#streams.find(
      ({ exchange, between }) =>
        between && exchange.url === entry.url && (exchange.transitions.at(-1)?.time ?? 0) <= entry.started + SKEW,
    );
    if (!stream) return null;
    stream.next(entry);
    const number = stream.exchange.transitions.filter(({ state }) => state === 0).length;
    return { kind: 'log', before: nothingBefore(number), own: stream };
  }

  #unseen(item: Item, entry: Entry, now: number): Owner | null {
    const { api, showable, hooked } = entry;
    if (api === null || api === 'preflight' || !showable || hooked === true) return null;
    // What began and ended unrecorded is not shown.
    if (item.unrecorded && item.finished) return null;
    if (api === 'eventsource' && this.#isLeft(entry)) return null;
    if (hooked === null && now - item.seenAt < GRACE) return null;
    // What was cleared away comes back with what is new.
    if (item.skip > 0 && (entry.socketMessages ?? entry.events ?? []).length <= item.skip) return null;
    const own = new OwnExchange(this.#store, `n.${++this.#names}`, { ...entry, api }, item.skip);
    if (api === 'eventsource') this.#streams = [...this.#streams.filter((each) => each.open), own];
    return { kind: 'log', before: nothingBefore(), own };
  }

  /** Lets go of exchanges of which nothing more can come. */
  prune(now: number): void {
    for (const [resource, list] of this.#candidates) {
      const left = list.filter((candidate) => !isSpent(candidate, now));
      if (left.length === 0) this.#candidates.delete(resource);
      else if (left.length < list.length) this.#candidates.set(resource, left);
    }
    while (this.#expected[0] && this.#expected[0].at + 60_000 < now) this.#expected.shift();
  }

  /** Whether a request of the page is in flight that the log has not shown yet, or an EventSource that it may tell more of. */
  waiting(now: number, live: boolean): boolean {
    for (const list of this.#candidates.values()) {
      for (const { exchange, taken } of list) {
        if (exchange.ended !== null) continue;
        if (exchange.api === 'eventsource' && live) return true;
        const last = attempts(exchange).at(-1);
        if (last && last.number > taken && now - last.from < 30_000) return true;
      }
    }
    return false;
  }
}
