// Between the page and the extension: moves envelopes and commands, understands neither.
import type { FromRelay } from '../wire/envelope.ts';
import { ASK, CONNECT, GIVE, LAST_PORT, RELAY_PORT } from '../wire/names.ts';
import type { RuntimePort } from '../wire/port.ts';

/** What the relay needs of `runtime`; the same in both browsers. */
export interface RelayRuntime {
  connect(info: { name: string }): RuntimePort;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  /** Undefined once the extension was reloaded or removed. */
  readonly id?: string | undefined;
  /** Must be read when a port is refused, or Chrome complains in the page's console. */
  readonly lastError?: unknown;
}

/** A port that lived this long (ms) was a real link: reconnect at once. One that no panel has answered by then hangs on that of another tab. */
const PROVEN = 1000;

/** Within a context whose extension is gone even this throws. */
function cut(port: RuntimePort | null): void {
  try {
    port?.disconnect();
  } catch {
    // Nothing is left to be cut.
  }
}

/** A port that died unnoticed hears nothing: if the document comes back, the hook resumes; if not, nobody can be told. */
function say(port: RuntimePort | null, message: unknown): void {
  try {
    port?.postMessage(message);
  } catch {
    // As above.
  }
}

export function startRelay(target: Window, runtime: RelayRuntime): void {
  let page: MessagePort | null = null;
  let link: RuntimePort | null = null;
  let heard = false;
  /** When `link` was opened. */
  let started = 0;
  /** A panel has answered once. */
  let met = false;
  /** For the last words. */
  let last: RuntimePort | null = null;

  const tell = (state: FromRelay['state']): void => page?.postMessage({ type: 'link', state } satisfies FromRelay);

  function drop(): void {
    link = null;
    tell(runtime.id === undefined ? 'gone' : 'down');
  }

  /** Connects to a panel, if there is one; a refused port says so through `onDisconnect`. */
  function connect(): void {
    if (link || !page) return;
    started = Date.now();
    let port: RuntimePort;
    try {
      port = runtime.connect({ name: RELAY_PORT });
    } catch {
      // The extension is gone: this context can never talk to it again.
      return tell('gone');
    }
    link = port;
    heard = false;
    port.onMessage.addListener((message) => {
      if (port !== link) return;
      if (!heard) {
        heard = met = true;
        tell('up');
      }
      // The first word of the other side only says that it listens.
      if (message !== CONNECT) page?.postMessage(message);
    });
    port.onDisconnect.addListener(() => {
      // By a call: the build drops a look at a property that nothing comes of.
      Reflect.get(runtime, 'lastError');
      if (port !== link) return;
      const proven = heard || Date.now() - started > PROVEN;
      drop();
      if (proven) connect();
    });
  }

  /** A panel has answered, or may still do so. */
  const hasPanel = (): boolean => met || (link !== null && Date.now() - started < PROVEN);

  /** The port for the last words. */
  function lastPort(): RuntimePort | null {
    if (last) return last;
    try {
      last = runtime.connect({ name: LAST_PORT });
      // Nobody has to hear it; read, or Chrome complains.
      last.onDisconnect.addListener(() => void Reflect.get(runtime, 'lastError'));
    } catch {
      // The extension is gone.
    }
    return last;
  }

  function take(event: Event): void {
    event.stopImmediatePropagation();
    const given = (event as MessageEvent).ports?.[0];
    if (page || !given) return;
    page = given;
    // The hook has one port to give: what a page calls by this name is its own.
    event.preventDefault();
    target.removeEventListener(GIVE, take, true);
    // The page's last words come within the event itself: after `pagehide` no message of a port arrives any more.
    target.addEventListener(
      (event as MessageEvent<string>).data,
      (words) => {
        words.stopImmediatePropagation();
        if (!hasPanel()) return words.preventDefault();
        const { detail } = words as CustomEvent;
        say(link, detail);
        // Where the page goes into the back/forward cache Chromium has cut the port by now. What comes twice the panel leaves out.
        say(lastPort(), detail);
      },
      true,
    );
    page.onmessage = ({ data }) => {
      try {
        link?.postMessage(data);
      } catch {
        // A port that died unnoticed (back/forward cache): start again, the hook resumes.
        const dead = link;
        drop();
        cut(dead);
        connect();
      }
    };
    connect();
  }

  target.addEventListener(GIVE, take, true);
  target.dispatchEvent(new CustomEvent(ASK));
  runtime.onMessage.addListener((message) => {
    if (message !== CONNECT) return;
    // A port that nobody has answered may hang on the panel of another tab.
    if (!heard) {
      cut(link);
      link = null;
    }
    connect();
  });
  target.addEventListener(
    'pageshow',
    (event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      cut(last);
      last = null;
      // The browser may have cut the port while the page was stored, without telling this side.
      const stale = link;
      if (stale) drop();
      cut(stale);
      connect();
    },
    true,
  );
}
