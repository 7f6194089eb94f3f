// In the page, before its scripts: stands in for the extension's relay. Takes the hook's port and hands what comes over
// it to the function that the test tool exposed; what that answers goes back over the port. Order is kept.
import { getters, jsonParse, setTimer, settle, uncurry } from '../../hook/natives.ts';
import { dataOf, listen } from '../../hook/platform.ts';
import type { Ack } from '../../wire/envelope.ts';
import { ASK, GIVE } from '../../wire/names.ts';
import type { Said } from '../words.ts';
import { textOf } from './text.ts';

type Exposed = (text: string) => Promise<string>;

/** A document that is being left is asked for its facts this often, ms … */
const HURRY = 2;
/** … and so many times: a navigation may also end as a download. */
const HURRIES = 2500;

const nothing = (): void => undefined;
const stopNow = uncurry(Event.prototype.stopImmediatePropagation);
const dispatch = uncurry(EventTarget.prototype.dispatchEvent);
const post = uncurry(MessagePort.prototype.postMessage) as (port: MessagePort, message: unknown) => void;
const [portsOf] = getters(MessageEvent, 'ports');
const [detailOf] = getters(CustomEvent, 'detail');

/** Call before `observe()`. `name`: that of the exposed function. Returns what is to be done after `observe()`. */
export function startRelay(name: string): () => void {
  const here = globalThis as unknown as Window & Record<string, unknown>;
  const exposed = here[name] as Exposed | undefined;
  if (typeof exposed !== 'function') return () => undefined;
  const link = `${crypto.getRandomValues(new Uint32Array(2))}`;
  let port: MessagePort | null = null;

  /** `then` runs when it was answered; not where the test tool is gone or the page was closed. */
  function say(said: Omit<Said, 'link'>, then: () => void = nothing): void {
    const answered = (answer: string): void => {
      const messages = jsonParse(answer) as unknown[];
      for (let i = 0; i < messages.length; i++) if (port) post(port, messages[i]);
      then();
    };
    settle((exposed as Exposed)(textOf({ link, ...said })), answered, nothing);
  }

  /** A call that is answered when there is something to say to the hook; then the next one. */
  const wait = (): void => say({ type: 'wait' }, wait);

  /**
   * A document that is left loses what it has not told when the next one takes its place: no call comes through from
   * `pagehide` on. So it is made to tell at once, by acknowledgements of nothing.
   */
  function hurry(document: string): void {
    let left = HURRIES;
    const step = (): void => {
      if (port) post(port, { type: 'ack', document, seq: 0, number: 0 } satisfies Ack);
      if (--left > 0) setTimer(step, HURRY);
    };
    step();
  }

  function take(event: Event): void {
    stopNow(event);
    const given = portsOf(event as MessageEvent)[0];
    if (port || !given) return;
    port = given;
    const document = dataOf(event as MessageEvent) as string;
    listen(here, 'beforeunload', () => hurry(document), true);
    // The page's last words come within this event: afterwards no task of the document may run any more.
    listen(
      here,
      document,
      (last: Event) => {
        stopNow(last);
        say({ type: 'last', body: detailOf(last as CustomEvent) });
      },
      true,
    );
    given.onmessage = (message) => void say({ type: 'message', body: dataOf(message) });
    say({ type: 'open', top: here.top === here, url: here.location.href });
    wait();
  }

  listen(here, GIVE, take, true);
  return () => {
    if (!port) dispatch(here, new CustomEvent(ASK));
  };
}
