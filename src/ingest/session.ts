// Speaks the protocol with the hooks of one tab: order, gaps, acknowledgements, documents that come and go.
import type { Exchange } from '../store/exchange.ts';
import type { Store } from '../store/store.ts';
import type { Capture } from '../wire/capture.ts';
import type { Envelope, FromHook, Hello, ToHook } from '../wire/envelope.ts';
import { PROTOCOL } from '../wire/envelope.ts';
import { Applier } from './apply.ts';
import type { Link } from './link.ts';
import { checkCapture, checkMessage, isInvalid } from './validate.ts';

/** A link that is gone this long (ms) without another one takes its document with it. */
const GONE_AFTER = 5000;

/** Most documents without a link that are remembered: those in the back/forward cache, with their frames, come back. */
const MOST_AWAY = 500;

interface Document {
  id: string;
  frame: { id: number; url: string };
  applier: Applier;
  /** All facts up to here are in the store. */
  last: number;
  link: Link | null;
  /** Runs while the link is gone; its end takes the document with it. */
  leaving: ReturnType<typeof setTimeout> | undefined;
  /** It said that it goes for good: no back/forward cache keeps it. */
  over: boolean;
  /** The hook was asked to tell again what is open: what was on its way before is old, and comes again. */
  awaited: boolean;
}

export interface SessionOptions {
  /** Bytes kept of one exchange's opaque binary body. */
  bodyCap(): number;
  /** Keep what is shown when the page is loaded again. */
  keepLog(): boolean;
  /** Epoch ms. */
  now(): number;
}

export interface Session {
  take(link: Link): void;
  recording(): boolean;
  record(on: boolean): void;
  clear(): void;
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
  let recording = true;
  let answered = (): void => {};
  const ready = new Promise<void>((resolve) => {
    answered = resolve;
  });

  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const say = (document: Document, message: ToHook): void => document.link?.post(message);
  const configure = (document: Document): void =>
    say(document, { type: 'configure', recording, bodyCap: options.bodyCap() });
  const invalid = (text: string): void => store.notice({ kind: 'invalid', time: options.now(), text, count: 1 });

  function hello(link: Link, message: Hello): Document | null {
    if (message.protocol !== PROTOCOL) {
      invalid(
        `A page speaks protocol ${message.protocol}, this panel ${PROTOCOL}. Reload the page after updating the extension.`,
      );
      return null;
    }
    const known = documents.get(message.document);
    const document = known ?? meet(link, message);
    document.link = link;
    document.awaited = false;
    clearTimeout(document.leaving);
    if (known) document.applier.back();
    if (link.frame.id === 0) settleTop(document);
    if (!known && message.late) {
      const text = `${message.url} was open before Streamscope: reload it to see everything from the start.`;
      store.notice({ kind: 'late', time: options.now(), text, count: 1 });
    }
    configure(document);
    if (message.oldest > document.last + 1 && message.oldest > 1) {
      const missed = message.oldest - document.last - 1;
      const text = known
        ? `${missed} facts of ${message.url} were let go before they could be told.`
        : `${missed} older facts of ${message.url} are gone: they were let go, or told to a panel before this one.`;
      store.notice({ kind: 'gap', time: options.now(), text, count: missed });
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
    const applier = new Applier(store, { name: `${++names}`, frame, timeOrigin: message.timeOrigin });
    const document: Document = {
      id: message.document,
      frame,
      applier,
      last: 0,
      link,
      leaving: undefined,
      over: false,
      awaited: false,
    };
    documents.set(document.id, document);
    // Another document in the same frame has taken this one's place.
    for (const other of [...documents.values()]) {
      if (other !== document && other.frame.id === frame.id) leave(other);
    }
    return document;
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
    document.applier.gone(options.now());
    store.changed();
    if (!documents.delete(document.id) || document.over) return;
    documents.set(document.id, document);
    // Those that are away longest stand first.
    const away = [...documents.values()].filter(({ link }) => !link);
    for (const { id } of away.slice(0, Math.max(0, away.length - MOST_AWAY))) documents.delete(id);
  }

  function applyAll(document: Document, captures: readonly unknown[], after: number): void {
    for (const input of captures) {
      const capture: Capture | { invalid: string } = checkCapture(input);
      if (isInvalid(capture)) invalid(`A fact of ${document.frame.url} was not understood: ${capture.invalid}`);
      else if (capture.type === 'messages' || capture.seq > after) {
        if (capture.type === 'pagehide') document.over = !capture.persisted;
        document.applier.apply(capture, after, !recording);
      }
    }
  }

  function envelope(document: Document, message: Envelope): void {
    if (document.awaited) return;
    if (message.first > document.last + 1) {
      const missed = message.first - document.last - 1;
      const text = `${missed} facts of ${document.frame.url} were let go for want of room.`;
      store.notice({ kind: 'gap', time: options.now(), text, count: missed });
      document.applier.tear();
    }
    applyAll(document, message.captures, document.last);
    document.last = Math.max(document.last, message.last);
    say(document, { type: 'ack', document: document.id, seq: document.last, number: message.number });
    store.changed();
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
    recording: () => recording,
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
        if (isInvalid(message))
          return invalid(`A message from ${link.frame.url} was not understood: ${message.invalid}`);
        if (message.type === 'hello') document = hello(link, message);
        else if (!document || message.document !== document.id) return;
        else if (message.type === 'envelope') envelope(document, message);
        else retold(document, message.captures);
      };
      link.onClose = () => {
        const left = document;
        if (left?.link !== link) return;
        left.link = null;
        changed();
        left.leaving = setTimeout(leave, GONE_AFTER, left);
      };
    },
    record(on) {
      if (on === recording) return;
      recording = on;
      for (const document of documents.values()) {
        configure(document);
        if (!on) continue;
        document.awaited = document.link !== null;
        say(document, { type: 'resume', document: document.id, after: document.last, again: true });
      }
      changed();
    },
    clear: () => clear(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
