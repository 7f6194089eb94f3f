// The panel's end of the way from the page: in Chromium the relays connect to the panel itself, in Firefox through the
// background router. Which one is decided by feature; behind `Link` both look the same.
import type { Guest } from '../wire/act.ts';
import { CONNECT, LAST_PORT, PANEL_PORT, RELAY_PORT } from '../wire/names.ts';
import type { HeardPort } from '../wire/port.ts';
import type { FromRouter, ToRouter } from '../wire/router.ts';

/** One document's relay. */
export interface Link {
  readonly frame: { id: number; url: string };
  /** It carries the last words of a document and takes no answer. */
  readonly lastWords?: boolean;
  /** Nothing has been heard of its document yet. */
  unheard?: boolean;
  post(message: unknown): void;
  /** Brings actor or stage into the frame's document, where it finds the loan of this name; false where it found none. */
  readonly inject?: ((name: string, guest: Guest) => Promise<boolean>) | undefined;
  /** Set by whoever takes the link. */
  onMessage: (message: unknown) => void;
  onClose: () => void;
  /** To be called after `onClose` where the document is gone for good and its last words have not come. */
  onLost?: () => void;
}

/** What of the browser is needed, passed in by the entry point. */
export interface LinkBrowser {
  tabId: number;
  onConnect: { addListener(listener: (port: HeardPort) => void): void };
  connect(name: string): HeardPort;
  /** Has this called as the panel goes away. */
  onLeave(run: () => void): void;
  /** Absent in Firefox, where a panel cannot reach tabs. */
  askTab?: (tabId: number, message: string) => void;
  /** Brings actor or stage into a frame; absent in Firefox, where the background does it. */
  inject?: (tabId: number, frameId: number, name: string, guest: Guest) => Promise<boolean>;
}

/** Firefox puts an event page to sleep after 30 s without events; ports alone do not keep it awake. */
const PING_EVERY = 20_000;
const RECONNECT_AFTER = 250;
/** The last words of a document come by a port of their own; after this time (ms) none will. */
const LAST_WORDS_WITHIN = 1000;

const makeLink = (frame: Link['frame'], post: Link['post'], inject?: Link['inject']): Link => ({
  frame,
  post,
  inject,
  onMessage: () => {},
  onClose: () => {},
});

export function openLinks(browser: LinkBrowser, take: (link: Link) => void): void {
  if (browser.askTab) direct(browser, browser.askTab, take);
  else routed(browser, take);
}

function direct(browser: LinkBrowser, askTab: NonNullable<LinkBrowser['askTab']>, take: (link: Link) => void): void {
  const ports = new Set<HeardPort>();
  // The panel of another tab would keep them open, and the page would go on telling.
  browser.onLeave(() => {
    for (const port of ports) port.disconnect();
  });
  /** The newest link of each document; null once the document has said something. */
  const newest = new Map<string | undefined, Link | null>();
  browser.onConnect.addListener((port) => {
    const lastWords = port.name === LAST_PORT;
    if (port.name !== RELAY_PORT && !lastWords) return;
    // Relays call out to every panel. To disconnect the port of another tab would end it for the panel of that tab, too.
    if (port.sender?.tab?.id !== browser.tabId) return;
    ports.add(port);
    const frame = { id: port.sender.frameId ?? 0, url: port.sender.url ?? '' };
    const { inject, tabId } = browser;
    const link: Link = {
      ...makeLink(
        frame,
        (message) => port.postMessage(message),
        inject && ((name, guest) => inject(tabId, frame.id, name, guest)),
      ),
      lastWords,
    };
    take(link);
    const { documentId } = port.sender;
    if (documentId && newest.get(documentId) !== null) newest.set(documentId, link);
    port.onMessage.addListener((message) => {
      link.unheard = newest.get(documentId) === link;
      newest.set(documentId, null);
      link.onMessage(message);
    });
    port.onDisconnect.addListener(() => {
      ports.delete(port);
      link.onClose();
      // Chromium takes a document away without an event where the next one is on its way as it begins.
      setTimeout(() => {
        if (newest.get(documentId) === link) link.onLost?.();
      }, LAST_WORDS_WITHIN);
    });
    // A word to a page in the back/forward cache would throw it out.
    if (!lastWords) port.postMessage(CONNECT);
  });
  askTab(browser.tabId, CONNECT);
}

function routed(browser: LinkBrowser, take: (link: Link) => void): void {
  const links = new Map<number, Link>();
  const injections = new Map<string, (taken: boolean) => void>();
  let ping: ReturnType<typeof setInterval> | undefined;

  function connect(): void {
    const port = browser.connect(PANEL_PORT + browser.tabId);
    const say = (message: ToRouter): void => port.postMessage(message);
    port.onMessage.addListener((input) => {
      const message = input as FromRouter;
      if (message.type === 'link') {
        const number = message.link;
        const link = makeLink(
          message.frame,
          (body) => say({ type: 'to', link: number, body }),
          (name, guest) =>
            new Promise((resolve) => {
              injections.set(name, resolve);
              say({ type: 'inject', link: number, name, guest });
            }),
        );
        links.set(number, link);
        take(link);
        link.post(CONNECT);
      } else if (message.type === 'from') {
        links.get(message.link)?.onMessage(message.body);
      } else if (message.type === 'unlink') {
        const link = links.get(message.link);
        links.delete(message.link);
        link?.onClose();
      } else if (message.type === 'injected') {
        injections.get(message.name)?.(message.taken);
        injections.delete(message.name);
      }
    });
    port.onDisconnect.addListener(() => {
      clearInterval(ping);
      const gone = [...links.values()];
      links.clear();
      for (const resolve of injections.values()) resolve(false);
      injections.clear();
      for (const link of gone) link.onClose();
      setTimeout(connect, RECONNECT_AFTER);
    });
    ping = setInterval(() => say({ type: 'ping' }), PING_EVERY);
  }
  connect();
}
