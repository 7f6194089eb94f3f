// The documents of one page as links of a session, over an exposed function: each call brings one word of a document and
// takes back what the session has to say to it.
import type { Session } from '../ingest/session.ts';
import type { FromRelay } from '../wire/envelope.ts';
import { DocumentLink } from './document-link.ts';
import { unpack } from './unpack.ts';
import type { Said } from './words.ts';

/** Longest time for the documents to tell what they still hold, ms: a page may be busy, or its process may be dead. */
const PATIENCE = 10_000;

const GONE: FromRelay = { type: 'link', state: 'gone' };

/** What the documents of the page say when they are asked how much they have said. */
export interface Census {
  /** Words of each link. */
  said: ReadonlyMap<string, number>;
  /** Every frame has answered: a link that is not in `said` has no document any more. */
  whole: boolean;
}

export interface Links {
  /** What the exposed function does. Never rejects. */
  receive(text: string): Promise<string>;
  /** Resolves when all facts that happened before this call have come. False where a document did not answer. */
  settled(census: () => Promise<Census>): Promise<boolean>;
  /** Ends the observing. */
  stop(): void;
  /** The page is closed. */
  close(): void;
}

export function openLinks(session: Session, fault: (reason: string) => void): Links {
  const links = new Map<string, DocumentLink>();
  /** Those that did not answer in time: nobody waits for them again until they speak. */
  const mute = new Set<string>();
  /** Of documents that are gone; their last words may still be on their way. */
  const parted = new Map<string, DocumentLink>();
  /** Somebody waits for a document that is not known yet. */
  let opened = (): void => undefined;
  let frames = 0;
  let stopped = false;

  function part(id: string, link: DocumentLink): void {
    links.delete(id);
    if (!stopped) parted.set(id, link);
    link.close();
    link.onClose();
  }

  function open(id: string, { top = false, url = '' }: Said): void {
    // Another document in the page's place: those before are gone, even where their last words were not heard.
    if (top) for (const [other, link] of links) part(other, link);
    parted.delete(id);
    const link = new DocumentLink({ id: top ? 0 : ++frames, url });
    links.set(id, link);
    if (stopped) return link.post(GONE);
    session.take(link);
    opened();
  }

  function hear(said: Said): string | Promise<string> {
    if (said.type === 'open' && !links.has(said.link)) open(said.link, said);
    const link = links.get(said.link) ?? parted.get(said.link);
    if (!link) return '[]';
    mute.delete(said.link);
    link.counted();
    if (said.type === 'wait') return link.wait();
    // What happens after `stop()`, until the hook hears of it, is none of the log.
    if (stopped) return link.take();
    if (said.type === 'end') link.ended = true;
    else if (said.type !== 'open') link.heard(said.body);
    // After its end a document that lives says more in other ways: a frame's window may serve the next document.
    if (said.type === 'message') link.ended = false;
    return link.take();
  }

  /** The link with this name, which may be about to come. */
  async function linkOf(id: string): Promise<DocumentLink> {
    let link = links.get(id);
    while (!link) {
      await new Promise<void>((resolve) => {
        const before = opened;
        opened = () => {
          before();
          resolve();
        };
      });
      link = links.get(id) ?? parted.get(id);
    }
    return link;
  }

  /** Resolves when this document has told all; those that have not yet are in `waiting`. */
  async function settle(id: string, words: number, waiting: Set<string>): Promise<void> {
    if (mute.has(id)) return;
    waiting.add(id);
    const link = await linkOf(id);
    await link.words(words);
    if (links.get(id) === link && !link.ended) await link.all();
    waiting.delete(id);
  }

  async function settleAll(census: () => Promise<Census>, waiting: Set<string>): Promise<void> {
    const known = [...links];
    const { said, whole } = await census();
    for (const [id, link] of known) if (whole && !said.has(id) && links.get(id) === link) part(id, link);
    const unasked = whole ? [] : [...links.keys()].filter((id) => !said.has(id));
    const all = [...said, ...unasked.map((id) => [id, 0] as const)];
    await Promise.all(all.map(([id, count]) => settle(id, count, waiting)));
  }

  /** Those of which nothing more has come are lost. */
  function judge(): void {
    for (const link of parted.values()) if (!link.ended) link.onLost();
    parted.clear();
  }

  return {
    async receive(text) {
      try {
        return await hear(unpack(text) as Said);
      } catch (error) {
        fault((error as Error).message);
        return '[]';
      }
    },
    async settled(census) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, PATIENCE, false);
      });
      const waiting = new Set<string>();
      const result = await Promise.race([settleAll(census, waiting).then(() => true), late]);
      clearTimeout(timer);
      for (const id of waiting) mute.add(id);
      judge();
      return result;
    },
    stop() {
      stopped = true;
      for (const link of links.values()) link.post(GONE);
    },
    close() {
      for (const [id, link] of links) part(id, link);
    },
  };
}
