// The second source: reads the DevTools network log, adds to what the hook told, and shows what the hook could not see.
//
//   log ─► entry (border) ─► assign ─┬─► page-side: wire facts, unheard events, unread bodies of the hook's exchanges
//                                    └─► own: exchanges that only the log saw

import type { Exchange } from '../../store/exchange.ts';
import { noticeOf } from '../../store/notice.ts';
import type { Store } from '../../store/store.ts';
import { Assigner, GRACE } from './assign.ts';
import { BlindSpots } from './blind-spots.ts';
import { appendBody, appendUntold, type Content } from './body.ts';
import { isWorkerScript } from './classify.ts';
import { type Entry, type Peek, peek, readEntry } from './entry.ts';
import { firstTime, type Item, Items, type LogOwner, messagesOf, type Owner } from './items.ts';
import type { FeedOptions, NetworkFeed, NetworkLog } from './log.ts';
import type { LogReader } from './log-reader.ts';
import { resourceOf, SKEW, WINDOW } from './match.ts';
import { current, isSettled, mayTellMore, tellBody, tellUnheard, tellWire } from './page-side.ts';
import { Preflights } from './preflights.ts';
import { Reader } from './reader.ts';
import { Visits } from './visits.ts';
import { tellLastEventId, wireOf } from './wire.ts';

/** ms between two looks at what waits for the hook. */
const TICK = 250;
/** ms between two looks while nothing waits. */
const IDLE = 2000;
/** ms after which an entry that belongs to nothing is given up. */
const GIVE_UP = 15_000;
/** ms after which the script of a worker that is not answered is taken for a shared worker's. */
const SCRIPT_PATIENCE = 4000;
/** ms before a navigation is told in which a page that comes back may have begun something. */
const RETURNING = 50;
/** ms: requests that end together are matched together. */
const GATHER = 50;

const isOpen = ({ owner }: Item): boolean => owner?.kind === 'log' && owner.own.open;

export function startNetworkFeed(store: Store, log: NetworkLog, options: FeedOptions): NetworkFeed {
  const items = new Items();
  const assigner = new Assigner(store);
  const preflights = new Preflights(store);
  const spots = new BlindSpots(store, log.live, options.now);
  const reader: LogReader = log.live ? new Reader(store, log, options) : new Visits(store, log, options);
  /** Without an owner yet. */
  const pending = new Set<Item>();
  /** With events of which the hook may still tell. */
  const growing = new Set<Item>();
  /** With a body of which the hook may still tell. */
  const bodies = new Set<Item>();
  /** Epoch ms; entries of before are of a page that is gone. */
  let floor = Number.NEGATIVE_INFINITY;
  let origin = Number.NEGATIVE_INFINITY;
  /** Epoch ms; what started before is of a page that was left. */
  let left = Number.NEGATIVE_INFINITY;
  let armed = Number.POSITIVE_INFINITY;

  function arm(ms: number): void {
    const due = options.now() + ms;
    if (due >= armed) return;
    armed = due;
    options.later(() => {
      if (armed !== due) return;
      armed = Number.POSITIVE_INFINITY;
      tick();
    }, ms);
  }

  function release(item: Item): void {
    item.entry = item.request = null;
    pending.delete(item);
  }

  function take(input: unknown, name: string, seen: Peek, finished: boolean, first = false): void {
    const known = items.get(name);
    if (known?.finished) return;
    const now = options.now();
    const item = known ?? items.add(name, seen, now);
    item.time = seen.time;
    const entry = readEntry(input, log.own);
    if (!entry) {
      item.finished = true;
      return store.notice(noticeOf('entry', now, []));
    }
    if (log.live && !entry.pageless) assigner.sawPage(entry.started);
    if (entry.api === null || entry.api === 'preflight') {
      item.finished = !entry.unansweredWorker || finished || now - item.seenAt > SCRIPT_PATIENCE;
      if (entry.unansweredWorker && item.finished) spots.sharedWorker();
      if (entry.api === 'preflight') preflights.add(entry, now);
      else if (isWorkerScript(entry.requestHeaders)) spots.worker();
      return;
    }
    item.finished = finished || ((!log.live || (!known && first)) && isOver(entry));
    const wasRedirected = Boolean(item.entry?.redirect);
    item.entry = entry;
    item.request = input;
    item.first ??= firstTime(entry);
    item.unrecorded = !options.recordedAt(entry.started);
    if (!item.owner && !options.recording()) {
      item.skip = Math.max(item.skip, messagesOf(entry));
      // What began and ended unrecorded is not shown.
      if (item.finished) return release(item);
    }
    if (!item.owner) pending.add(item);
    else {
      // A slow one: it had its owner before its answer came.
      if (!wasRedirected) assigner.redirected(item.owner, entry);
      update(item, item.owner, entry);
    }
  }

  /** Where the log does not say that a request is over: of what was there before the panel, and in Firefox. */
  const isOver = (entry: Entry): boolean =>
    log.live
      ? (entry.api === 'fetch' || entry.api === 'xhr') && entry.status > 0 && !entry.events
      : entry.phases.wait !== null;

  function settle(item: Item, now: number): void {
    const { entry } = item;
    if (!entry) return release(item);
    item.owner = assigner.find(item, entry, now);
    if (item.owner) {
      pending.delete(item);
      if (item.owner.kind === 'log') spots.unseen(item.owner.own.exchange.api);
      update(item, item.owner, entry);
      // Told when its page was gone already: nobody will say how it ended.
      const isUnended = !item.finished || entry.api === 'websocket';
      if (item.owner.kind === 'log' && item.started < left && isUnended) item.owner.own.gone(now);
    } else if (now - item.seenAt > GIVE_UP && item.finished) release(item);
  }

  function update(item: Item, owner: Owner, entry: Entry): void {
    if (owner.kind === 'log') {
      owner.own.update(entry, options.recording(), item.finished);
      if (!entry.redirect) {
        store.wire(owner.own.exchange, wireOf(entry, owner.before));
        tellLastEventId(store, owner.own.exchange, entry, owner.before);
      }
      if (item.finished) void finish(item, owner, entry);
      return;
    }
    tellWire(store, owner, entry);
    if (options.recording() && tellUnheard(store, item, owner, entry, options.now())) growing.add(item);
    if (!item.finished) return;
    if (mayTellMore(current(store, owner), entry)) bodies.add(item);
    else if (!growing.has(item)) release(item);
  }

  const contentOf = async (entry: Entry, request: unknown): Promise<Content | null> =>
    entry.bodySize <= options.bodyCap() ? await log.getContent(request) : null;

  /** Of an exchange of its own: the body first, then the end. */
  async function finish(item: Item, { own }: LogOwner, entry: Entry): Promise<void> {
    const { request } = item;
    release(item);
    const { requests } = own;
    const socket = own.exchange.api === 'websocket';
    // Firefox tells that the handshake of a WebSocket is over, and nothing after it.
    if (socket && !log.live && entry.status === 101) return;
    if (!socket && !entry.redirect && entry.bodySize > 0 && options.recording()) {
      const content = await contentOf(entry, request);
      const { frame } = options;
      if (!entry.events) appendBody(store, own.exchange, entry, content);
      else if (content) appendUntold(store, own.exchange, entry, content, { frame, heard: null });
    }
    // An EventSource may have connected again while the body was read.
    if (own.requests === requests) own.finish(entry);
    store.changed();
  }

  async function tellBodyOf(item: Item, entry: Entry): Promise<void> {
    const { owner, request } = item;
    bodies.delete(item);
    release(item);
    if (owner?.kind !== 'page' || !options.recording()) return;
    tellBody(store, owner, entry, await contentOf(entry, request), options.frame);
    store.changed();
  }

  /** An EventSource was shown as of nobody while the page was too busy to tell of it (Chromium does not say who asked). */
  function reclaim({ api, url, started }: Exchange): void {
    // What the page tells in time the log has waited for.
    if (api !== 'eventsource' || !log.live || options.now() - started < GRACE) return;
    for (const item of items) {
      if (item.owner?.kind !== 'log' || item.started < started - SKEW || item.started > started + WINDOW) continue;
      const { exchange } = item.owner.own;
      if (exchange.api !== api || resourceOf(exchange.url) !== resourceOf(url)) continue;
      store.remove((each) => each === exchange);
      item.owner = null;
      if (item.entry) pending.add(item);
      return;
    }
  }

  function tick(): void {
    const now = options.now();
    const before = store.revision;
    // Browsers tell of requests as they end; calls are matched in the order in which they started.
    for (const item of [...pending].sort((a, b) => a.started - b.started)) settle(item, now);
    for (const item of growing) {
      const { owner, entry } = item;
      if (owner?.kind === 'page' && entry && tellUnheard(store, item, owner, entry, now)) continue;
      growing.delete(item);
      if (item.finished && !bodies.has(item)) release(item);
    }
    for (const item of bodies) {
      const { owner, entry } = item;
      if (owner?.kind !== 'page' || !entry || now - entry.ended > 60_000) bodies.delete(item);
      else if (isSettled(current(store, owner), entry, now)) void tellBodyOf(item, entry);
    }
    preflights.settle(items, now);
    assigner.prune(now);
    if (store.revision !== before) store.changed();
    const young = [...pending].some((item) => now - item.seenAt < GIVE_UP);
    arm(young || growing.size + bodies.size + preflights.size > 0 ? TICK : IDLE);
    readIfDue(now);
  }

  function readIfDue(now: number): void {
    if (!options.recording()) return;
    const wanted = assigner.waiting(now, log.live) || [...items].some(isOpen);
    const { isFirst } = reader;
    const reading = reader.readIfDue(now, wanted);
    if (reading === 'large') return spots.tooLarge();
    if (reading === 'busy') return spots.busy();
    if (reading === null) return arm(reader.pause(now));
    const since = floor;
    void reading.then((entries) => {
      // The page was left meanwhile.
      if (since !== floor) return;
      const read = entries.flatMap((input) => {
        const seen = peek(input);
        return seen && seen.started >= floor ? [{ input, seen }] : [];
      });
      const names = items.namesOf(
        read.map(({ seen }) => seen),
        log.live,
      );
      for (const [i, { input, seen }] of read.entries()) take(input, names[i] as string, seen, false, isFirst);
      arm(0);
    });
  }

  log.onRequestFinished((input) => {
    const seen = peek(input);
    if (!seen || seen.started < floor) return;
    const entry = readEntry(input, log.own);
    take(input, items.nameOfFinished(seen.key, entry), seen, true);
    reader.grew();
    arm(GATHER);
  });

  log.onNavigated(() => {
    const at = options.now();
    void log.timeOrigin().then((now) => {
      // A navigation within the document keeps its time origin.
      if (Math.abs(now - origin) < 1) return;
      // The log has told of the new document already, where the answer took its time. One that comes back (back/forward
      // cache) is older than the one that was left.
      left = now > origin ? now : at - RETURNING;
      origin = now;
      for (const { owner, started } of items)
        if (owner?.kind === 'log' && started < left) owner.own.gone(options.now());
      assigner.navigated(left);
      reader.reset(left);
      spots.reset();
      if (!options.keepLog()) {
        floor = left;
        items.dropBefore(left);
        for (const set of [pending, bodies, growing]) for (const item of set) if (item.started < left) set.delete(item);
        preflights.dropBefore(left);
      }
      store.changed();
      arm(GATHER);
    });
  });

  store.watchOpenings((exchange) => {
    const { api, source } = exchange;
    if (source === 'network') return;
    if (api === 'websocket' || api === 'websocketstream') reader.socket();
    reader.hurry();
    reclaim(exchange);
    if (pending.size > 0) arm(TICK);
  });
  arm(0);

  return {
    clear() {
      preflights.clear();
      bodies.clear();
      growing.clear();
      for (const item of items) {
        if (item.entry) item.skip = Math.max(item.skip, messagesOf(item.entry));
        if (!item.finished) continue;
        release(item);
        // Nothing of it may hold the messages that were cleared.
        if (!isOpen(item)) item.owner = null;
      }
    },
    look({ wire, source }) {
      if (wire || source === 'network') return;
      reader.ask();
      arm(0);
    },
  };
}
