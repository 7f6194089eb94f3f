// The documents of one page as links of a session, over an exposed function: each call brings one word of a document and
// takes back what the session has to say to it.
import type { Link } from '../ingest/link.ts';
import type { Session } from '../ingest/session.ts';
import type { FromRelay, Hello } from '../wire/envelope.ts';
import { unpack } from './unpack.ts';
import type { Said } from './words.ts';

/** Longest time for a document to tell what it still holds, ms: a page may be busy, or its process may be dead. */
const PATIENCE = 10_000;

const UP: FromRelay = { type: 'link', state: 'up' };
const GONE: FromRelay = { type: 'link', state: 'gone' };

class DocumentLink implements Link {
  readonly frame: Link['frame'];
  onMessage: Link['onMessage'] = () => undefined;
  onClose: Link['onClose'] = () => undefined;
  /** What waits to be said to the hook. */
  #outbox: unknown[] = [];
  /** Answers the call that waits for something to be said. */
  #answer: ((text: string) => void) | null = null;
  /** Set while somebody wants all that the document holds. `seq` is known once it has said hello. */
  #wanted: { seq: number | null; got: () => void } | null = null;
  /** Last fact that has come. */
  #last = 0;

  constructor(frame: Link['frame']) {
    this.frame = frame;
  }

  post(message: unknown): void {
    this.#outbox.push(message);
    const answer = this.#answer;
    this.#answer = null;
    answer?.(this.take());
  }

  /** All that waits to be said, as text. */
  take(): string {
    const text = JSON.stringify(this.#outbox);
    this.#outbox = [];
    return text;
  }

  /** Resolves when there is something to be said. */
  wait(): Promise<string> | string {
    if (this.#outbox.length > 0) return this.take();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  heard(body: unknown): void {
    const { type, last } = body as { type?: unknown; last?: unknown };
    if (type === 'envelope' && typeof last === 'number') this.#last = Math.max(this.#last, last);
    if (type === 'hello' && this.#wanted) this.#wanted.seq = (body as Hello).next - 1;
    // Nothing has run in a new tab's first document, however late it is seen.
    const blank = type === 'hello' && this.frame.url === 'about:blank';
    this.onMessage(blank ? { ...(body as Hello), late: false } : body);
    this.#look();
  }

  #look(): void {
    const wanted = this.#wanted;
    if (wanted?.seq == null || this.#last < wanted.seq) return;
    this.#wanted = null;
    wanted.got();
  }

  /** Asks the hook how far it is, and resolves when all up to there has come. */
  all(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wanted;
      this.#wanted = {
        seq: null,
        got: () => {
          before?.got();
          resolve();
        },
      };
      this.post(UP);
    });
  }

  /** Nothing more will come. */
  close(): void {
    this.#wanted?.got();
    this.#wanted = null;
    this.#answer = null;
  }
}

export interface Links {
  /** What the exposed function does. Never rejects. */
  receive(text: string): Promise<string>;
  /** Resolves when all facts that happened before this call have come. False where a document did not answer. */
  settled(): Promise<boolean>;
  /** Ends the observing. */
  stop(): void;
  /** The page is closed. */
  close(): void;
}

export function openLinks(session: Session, fault: (text: string) => void): Links {
  const links = new Map<string, DocumentLink>();
  let frames = 0;
  let stopped = false;

  function forget(id: string): void {
    links.get(id)?.close();
    links.delete(id);
  }

  function open({ link: id, top = false, url = '' }: Said): void {
    // Another document in the page's place: those before are gone, even where their last words were not heard.
    if (top) {
      for (const [other, link] of links) {
        forget(other);
        link.onClose();
      }
    }
    const link = new DocumentLink({ id: top ? 0 : ++frames, url });
    links.set(id, link);
    if (stopped) return link.post(GONE);
    session.take(link);
    link.post(UP);
  }

  function hear(said: Said): string | Promise<string> {
    if (said.type === 'open' && !links.has(said.link)) open(said);
    const link = links.get(said.link);
    if (!link) return '[]';
    if (said.type === 'wait') return link.wait();
    // The hook is told to stop, but what it says until it has heard that is not wanted any more.
    if (!stopped && (said.type === 'message' || said.type === 'last')) link.heard(said.body);
    return link.take();
  }

  return {
    async receive(text) {
      try {
        return await hear(unpack(text) as Said);
      } catch (error) {
        fault(`What a page told was not understood: ${(error as Error).message}`);
        return '[]';
      }
    },
    async settled() {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, PATIENCE, false);
      });
      const all = Promise.all([...links.values()].map((link) => link.all())).then(() => true);
      const result = await Promise.race([all, late]);
      clearTimeout(timer);
      return result;
    },
    stop() {
      stopped = true;
      for (const link of links.values()) link.post(GONE);
    },
    close() {
      for (const id of [...links.keys()]) forget(id);
    },
  };
}
