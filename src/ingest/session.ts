// Speaks the protocol with the hooks of one tab: order, gaps, acknowledgements, documents that come and go.
import type { Exchange } from '../store/exchange.ts';
import { type NoticeCode, noticeOf } from '../store/notice.ts';
import type { Store } from '../store/store.ts';
import type { Capture } from '../wire/capture.ts';
import type { Envelope, FromHook, Hello, ToHook } from '../wire/envelope.ts';
import { PROTOCOL } from '../wire/envelope.ts';
import { Applier } from './apply.ts';
import { Hands } from './hands.ts';
import type { Link } from './link.ts';
import { checkCapture, checkMessage, isInvalid } from './validate.ts';

/** A link that is gone this long (ms) without another one takes its document with it. */
const GONE_AFTER = 5000;

/** Envelopes acknowledged together, and the longest time (ms) that one waits for others: each word costs the page. */
const ACK_EVERY = 16;
const ACK_AFTER = 100;

/** Most documents without a link that are remembered: those in the back/forward cache, with their frames, come back. */
const MOST_AWAY = 500;

interface Document {
  id: string;
  frame: { id: number; url: string };
  applier: Applier;
  /** All facts up to here are in the store. */
  last: number;
  link: Link | null;
  /** Envelopes that are not acknowledged yet; the newest one's number. */
  owed: number;
  newest: number;
  /** Runs while there are any. */
  owing: ReturnType<typeof setTimeout> | undefined;
  /** Runs while the link is gone; its end takes the document with it. */
  leaving: ReturnType<typeof setTimeout> | undefined;
  /** It said that it goes for good: no back/forward cache keeps it. */
  over: boolean;
  /** Exchanges that were open when it was taken for gone. */
  unfinished: number;
  /** The hook was asked to tell again what is open: what was on its way before is old, and comes again. */
  awaited: boolean;
  /** Another document is in its place; Firefox keeps the link of one that may come back. */
  gone: boolean;
  hands: Hands;
}

/** A document that answers now. */
export interface Reachable {
  /** Before the dot in the ids of its exchanges. */
  name: string;
  frame: { id: number; url: string };
  hands: Hands;
  /** Position of a message that is held in it; undefined where its row is not in the log. */
  heldAt(exchange: number, row: number, nth: number): number | undefined;
}

export interface SessionOptions {
  /** Bytes kept of one exchange's opaque binary body. */
  bodyCap(): number;
  /** Keep what is shown when the page is loaded again. */
  keepLog(): boolean;
  /** Epoch ms. */
  now(): number;
  /** Names this panel in what it has the page do. */
  panel?: string;
}

export interface Session {
  take(link: Link): void;
  recording(): boolean;
  /** False for a time (epoch ms) at which the recording was off. */
  recordedAt(time: number): boolean;
  record(on: boolean): void;
  /** Tells the documents what the person has set since. */
  reconfigure(): void;
  clear(): void;
  /** The documents that answer now. */
  reachable(): Reachable[];
  /** Whether the hooks of the tab answer. */
  connection(): { state: 'waiting' | 'live' | 'lost'; detail: string };
  /** Resolves when the hook of the page has answered for the first time. */
  readonly ready: Promise<void>;
  subscribe(listener: () => void): () => void;
}

export function startSession(store: Store, options: SessionOptions): Session {
  const documents = new Map<string, Document>();
  const listeners = new Set<() => void>();
  let names = 0;
  let top: Document | null = null;
  /** Since when it does not record, epoch ms; null while it does. */
  let offSince: number | null = null;
  /** When it was off before, epoch ms. */
  const pauses: { from: number; until: number }[] = [];
  let answered = (): void => {};
  const ready = new Promise<void>((resolve) => {
    answered = resolve;
  });

  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const say = (document: Document, message: ToHook): void => document.link?.post(message);
  const configure = (document: Document): void =>
    say(document, { type: 'configure', recording: offSince === null, bodyCap: options.bodyCap() });
  const note = (code: NoticeCode, values: (string | number)[], count = 1): void =>
    store.notice(noticeOf(code, options.now(), values, count));

  /** The recording goes on after it was off since `time`, epoch ms. */
  function notePause(time: number): void {
    const captured = store.exchanges.filter((exchange) => store.origin(exchange) === undefined);
    const open = captured.filter(({ started, ended }) => started < time && (ended ?? Infinity) > time).length;
    if (open > 0) note('paused', [open], open);
  }

  function hello(link: Link, message: Hello): Document | null {
    if (message.protocol !== PROTOCOL) {
      note('protocol', [message.protocol, PROTOCOL]);
      return null;
    }
    const known = documents.get(message.document);
    // Under another number of its frame, which it has no longer; but nobody else knows its id.
    if (link.lastWords) return known ?? (link.unheard ? meetGone(link, message) : null);
    // The end of the one before comes later, or never: what was asked over it nobody answers any more.
    if (known?.link && known.link !== link) {
      known.link.onClose();
      // Those who asked have to hear first that nobody answers.
      setTimeout(changed);
    }
    const document = known ?? meet(link, message);
    document.link = link;
    document.awaited = false;
    clearTimeout(document.leaving);
    // Firefox keeps the link of the one that it came back from.
    if (!known || document.gone) replace(document);
    document.gone = false;
    if (known) comeBack(document, message);
    if (link.frame.id === 0) settleTop(document);
    // An empty frame that the page has just made is not to be loaded again.
    if (!known && message.late && message.url !== 'about:blank') note('late', [message.url]);
    configure(document);
    if (message.oldest > document.last + 1 && message.oldest > 1) {
      const missed = message.oldest - document.last - 1;
      note(known ? 'untold' : 'before', [missed, message.url], missed);
      document.last = message.oldest - 1;
      document.applier.tear();
    }
    say(document, { type: 'resume', document: document.id, after: document.last, again: !known });
    answered();
    changed();
    return document;
  }

  function meet(link: Link, message: Hello): Document {
    const frame = { id: link.frame.id, url: message.url };
    const { panel = '' } = options;
    const applier = new Applier(store, { name: `${++names}`, frame, timeOrigin: message.timeOrigin, panel });
    const document: Document = {
      id: message.document,
      frame,
      applier,
      hands: new Hands(message.document, () => (document.gone ? null : document.link)),
      last: 0,
      link,
      owed: 0,
      newest: 0,
      owing: undefined,
      leaving: undefined,
      over: false,
      unfinished: 0,
      awaited: false,
      gone: false,
    };
    documents.set(document.id, document);
    return document;
  }

  /** It is gone already, and its last words are its first. */
  function meetGone(link: Link, message: Hello): Document {
    const document = meet(link, message);
    document.link = null;
    leave(document);
    return document;
  }

  /** It has taken the place of another document in its frame. */
  function replace(document: Document): void {
    for (const other of [...documents.values()]) {
      if (other !== document && other.frame.id === document.frame.id) leave(other);
    }
  }

  /** The tab shows another document now; what belonged to the one before is over. */
  function settleTop(document: Document): void {
    if (top === document) return;
    const first = top === null;
    top = document;
    if (first) return;
    for (const other of [...documents.values()])
      if (other !== document && other.frame.id !== 0 && !other.link) leave(other);
    if (!options.keepLog())
      clear((exchange) => document.applier.owns(exchange) || store.origin(exchange) !== undefined);
  }

  function clear(keep?: (exchange: Exchange) => boolean): void {
    store.clear(keep);
    for (const { applier } of documents.values()) applier.forget();
  }

  /** Its document is away, perhaps for good. */
  function leave(document: Document): void {
    document.unfinished += document.applier.gone(options.now());
    document.gone = true;
    document.hands.lost();
    store.changed();
    if (!documents.delete(document.id) || document.over) return;
    documents.set(document.id, document);
    // Those that are away longest stand first.
    const away = [...documents.values()].filter(({ link }) => !link);
    for (const { id } of away.slice(0, Math.max(0, away.length - MOST_AWAY))) documents.delete(id);
  }

  function comeBack(document: Document, { url }: Hello): void {
    document.applier.back();
    document.unfinished = 0;
    document.over = false;
    // In Firefox the document that a frame loads takes over the window, and so the hook, of its first, empty one.
    if (document.frame.url === 'about:blank') document.frame.url = url;
  }

  /** A document is gone whose last words nobody has heard. */
  function lose(document: Document): void {
    clearTimeout(document.leaving);
    leave(document);
    const { unfinished: count, frame } = document;
    if (count > 0) note('ending', [count, frame.url], count);
    document.unfinished = 0;
  }

  function applyAll(document: Document, inputs: readonly unknown[], after: number): void {
    const captures: Capture[] = [];
    for (const input of inputs) {
      const capture: Capture | { invalid: string } = checkCapture(input);
      if (isInvalid(capture)) note('fact', [document.frame.url, capture.invalid]);
      else {
        captures.push(capture);
        if (capture.type === 'pagehide' && capture.seq > after) document.over = !capture.persisted;
      }
    }
    document.applier.take(captures, after, offSince);
  }

  function envelope(document: Document, message: Envelope): void {
    // Last words may come when another document is in its place: of what was cleared with it nothing is brought back.
    if (document.awaited || (document.gone && !options.keepLog())) return;
    if (message.first > document.last + 1) {
      const missed = message.first - document.last - 1;
      note('room', [missed, document.frame.url], missed);
      document.applier.tear();
    }
    if (document.gone) document.applier.back();
    applyAll(document, message.captures, document.last);
    if (document.gone) document.applier.gone(options.now());
    document.last = Math.max(document.last, message.last);
    document.newest = message.number;
    if (++document.owed >= ACK_EVERY) acknowledge(document);
    else document.owing ??= setTimeout(acknowledge, ACK_AFTER, document);
    store.changed();
  }

  function acknowledge(document: Document): void {
    clearTimeout(document.owing);
    document.owing = undefined;
    document.owed = 0;
    try {
      say(document, { type: 'ack', document: document.id, seq: document.last, number: document.newest });
    } catch {
      // A port that died unnoticed (back/forward cache): on the next one the hook resumes after what we have.
    }
  }

  function retold(document: Document, captures: readonly unknown[]): void {
    // Facts from before the queue: the count of envelopes does not hold here.
    applyAll(document, captures, -1);
    document.applier.tear();
    document.awaited = false;
    store.changed();
  }

  return {
    ready,
    recording: () => offSince === null,
    recordedAt: (time) =>
      (offSince === null || time < offSince) && !pauses.some(({ from, until }) => time >= from && time < until),
    reachable: () =>
      [...documents.values()]
        .filter(({ link, gone }) => link && !gone)
        .map(({ applier, frame, hands }) => ({
          name: applier.name,
          frame,
          hands,
          heldAt: (exchange, row, nth) => applier.held.find(exchange, row, nth),
        })),
    connection() {
      const live = [...documents.values()].filter((document) => document.link).length;
      const url = top?.frame.url ?? '';
      if (live > 0) return { state: 'live', detail: url };
      return { state: top || documents.size > 0 ? 'lost' : 'waiting', detail: url };
    },
    take(link) {
      let document: Document | null = null;
      link.onMessage = (input) => {
        const message: FromHook | { invalid: string } = checkMessage(input);
        if (isInvalid(message)) return note('message', [link.frame.url, message.invalid]);
        if (message.type === 'hello') document = hello(link, message);
        else if (!document || message.document !== document.id) return;
        else if (message.type === 'envelope') envelope(document, message);
        else if (message.type === 'acted') document.hands.heard(message);
        else retold(document, message.captures);
      };
      link.onClose = () => {
        const left = document;
        if (left?.link !== link) return;
        left.link = null;
        left.hands.lost();
        changed();
        left.leaving = setTimeout(leave, GONE_AFTER, left);
      };
      link.onLost = () => {
        if (document && !document.link) return lose(document);
        // Nothing can have happened in the empty document that each frame begins with.
        const mayMatter = link.frame.url !== 'about:blank' && (options.keepLog() || link.frame.id !== 0);
        if (!document && mayMatter) note('silent', [link.frame.url]);
      };
    },
    record(on) {
      if (on === (offSince === null)) return;
      if (offSince !== null) {
        notePause(offSince);
        pauses.push({ from: offSince, until: options.now() });
      }
      offSince = on ? null : options.now();
      for (const document of documents.values()) {
        configure(document);
        if (!on) continue;
        document.awaited = document.link !== null;
        say(document, { type: 'resume', document: document.id, after: document.last, again: true });
      }
      changed();
    },
    reconfigure: () => documents.forEach(configure),
    clear: () => clear(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
