// In the page, before its scripts: stands in for the extension's relay. Takes the hook's port and hands what comes over
// it to the function that the test tool exposed; what that answers goes back over the port. Order is kept.
import { bare, defineProperty, jsonParse, members, settle, uncurry } from '../../hook/natives.ts';
import { dataOf, listen } from '../../hook/platform.ts';
import type { FromHook, FromRelay, Resume } from '../../wire/envelope.ts';
import { ASK, GIVE } from '../../wire/names.ts';
import { countName, type Said } from '../words.ts';
import { asItWas } from './as-it-was.ts';
import { textOf } from './text.ts';

type Exposed = (text: string) => Promise<string>;

const nothing = (): void => undefined;
const [stopNow] = members(Event, 'stopImmediatePropagation');
const [dispatch] = members(EventTarget, 'dispatchEvent');
const post = uncurry(MessagePort.prototype.postMessage) as (port: MessagePort, message: unknown) => void;
const [portsOf] = members(MessageEvent, 'ports');
const [detailOf] = members(CustomEvent, 'detail');
const [visibility] = members(Document, 'visibilityState');

/** Call before `observe()`. `name`: that of the exposed function. Returns what is to be done after `observe()`. */
export function startRelay(name: string): () => void {
  const here = globalThis as unknown as Window & Record<string, unknown>;
  const doc = document;
  const exposed = here[name] as Exposed | undefined;
  if (typeof exposed !== 'function') return () => undefined;
  const link = `${crypto.getRandomValues(new Uint32Array(2))}`;
  let port: MessagePort | null = null;
  let said = 0;
  let begun = false;
  const count = bare({ value: () => `${link} ${said}` });
  defineProperty(here, countName(name), count);

  /** `then` runs when it was answered; not where the test tool is gone or the page was closed. */
  function say(words: Omit<Said, 'link'>, then: () => void = nothing): void {
    said++;
    const answered = (answer: string): void => {
      const messages = jsonParse(answer) as unknown[];
      for (let i = 0; i < messages.length; i++) if (port) post(port, messages[i]);
      then();
    };
    const text = textOf({ link, ...words });
    try {
      settle(
        asItWas(() => (exposed as Exposed)(text)),
        answered,
        nothing,
      );
    } catch {
      // The tool's function fails on this page: the other side learns from the count that words have not come.
    }
  }

  /** A call that is answered when there is something to say to the hook; then the next one. */
  const wait = (): void => say({ type: 'wait' }, wait);

  function take(event: Event): void {
    stopNow(event);
    const given = portsOf(event as MessageEvent)[0];
    if (port || !given) return;
    port = given;
    const id = dataOf(event as MessageEvent) as string;
    // The page's last words come within this event: afterwards no task of the document may run any more.
    listen(
      here,
      id,
      (last: Event) => {
        stopNow(last);
        say({ type: 'last', body: detailOf(last as CustomEvent) });
      },
      true,
    );
    watchEnd();
    listen(here, 'pageshow', (shown) => void ((shown as PageTransitionEvent).persisted && open()), true);
    given.onmessage = (message) => {
      const body = dataOf(message) as FromHook;
      say({ type: 'message', body });
      // Not after a round trip: a document that lives for a moment would be gone by then.
      if (body.type === 'hello' && !begun) {
        begun = true;
        post(given, { type: 'resume', document: id, after: 0, again: false } satisfies Resume);
      }
    };
    open();
  }

  /** A document that goes is hidden after its `pagehide`: by then the page's handlers of that have run too. */
  function watchEnd(): void {
    let leaving = false;
    function end(): void {
      if (leaving && visibility(doc) === 'hidden') say({ type: 'end' });
    }
    function shown(): void {
      leaving = false;
    }
    listen(here, 'pageshow', shown, true);
    listen(doc, 'visibilitychange', end, true);
    listen(
      here,
      'pagehide',
      () => {
        leaving = true;
        // Hidden before already: nothing later tells of the end.
        end();
      },
      true,
    );
  }

  /** Also when the document comes back from the back/forward cache: another one was in its place. */
  function open(): void {
    said = 0;
    say({ type: 'open', top: here.top === here, url: here.location.href });
    wait();
    if (port) post(port, { type: 'link', state: 'up' } satisfies FromRelay);
  }

  listen(here, GIVE, take, true);
  return () => {
    if (!port) dispatch(here, new CustomEvent(ASK));
  };
}
