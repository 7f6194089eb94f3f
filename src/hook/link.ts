// The hook's end of the way to the panel: hands its port to the relay, sends envelopes while there is credit,
// resumes after the last acknowledged number.
import type { Outcome } from '../wire/act.ts';
import type { FromHook, FromRelay, ToHook } from '../wire/envelope.ts';
import { PROTOCOL } from '../wire/envelope.ts';
import { ASK, GIVE } from '../wire/names.ts';
import type { Item } from './item.ts';
import { lend } from './lend.ts';
import { apply, bare, doc, members, timeOrigin } from './natives.ts';
import { pack } from './pack.ts';
import { dataOf, dispatch, later, listen, unlisten } from './platform.ts';
import type { Recorder } from './recorder.ts';
import { visibility } from './visibility.ts';

/** Envelopes on their way without acknowledgement. */
const CREDIT = 64;
/** Envelopes told in one task. */
const BURST = 8;
/** Messages wait this long for company, in ms: an envelope and its acknowledgement cost the page as much for one as for a hundred. */
const GATHER = 20;
/** What is no message of a stream that runs waits this long (ms): nobody follows requests by the eye. */
const REST = 100;
/** A link that is down this long (ms) is taken for a panel that was closed. */
const GRACE = 5000;

const [stopNow] = members(Event, 'stopImmediatePropagation');
const post = MessagePort.prototype.postMessage;
const NativeEvent = CustomEvent;

/** True in the test kit, where a test wants all that was before its page went away: nothing waits for company. */
declare const __EAGER__: boolean | undefined;
const EAGER = typeof __EAGER__ === 'boolean' && __EAGER__;

export function openLink(recorder: Recorder, late: boolean): void {
  const here = globalThis as unknown as Window;
  const channel = new MessageChannel();
  const port = channel.port1;
  // Nobody can guess it: the page's last words travel under this name.
  const documentId = `${crypto.getRandomValues(new Uint32Array(4))}`;
  // A task of our own that, unlike a timer, is not slowed down in a hidden tab.
  const tick = new MessageChannel();

  let resumed = false;
  let leaving = false;
  /** How often the link went up or down. */
  let changes = 0;
  let number = 0;
  /** The newest envelope that is acknowledged, or on a link that is gone. */
  let settled = 0;
  /** How long what is there was to wait, in ms. */
  let wait = Infinity;
  /** Counts what was told: a timer of before has nothing to tell. */
  let round = 0;
  /** A message of which only the units before `offset` were sent. */
  let begun: Item | null = null;
  let offset = 0;

  const say = (message: FromHook): unknown => apply(post, port, [message]);
  /** Within this call, as an event that nobody else can know the name of. @returns false where nobody hears it */
  const sayNow = (detail: FromHook): boolean =>
    dispatch(here, new NativeEvent(documentId, bare({ detail, cancelable: true })));

  function hello(tell: (message: FromHook) => void): void {
    const { oldest, nextSeq: next } = recorder;
    const url = here.location.href;
    tell({ type: 'hello', protocol: PROTOCOL, document: documentId, url, timeOrigin, oldest, next, late });
  }

  /** Tells one envelope of what waits; false where there is nothing, it must wait, or nobody hears it. */
  function tellNext(tell: (message: FromHook) => unknown): boolean {
    recorder.tellLosses();
    const from = recorder.unsent;
    const packed = from && pack(from, from === begun && from.data !== null ? offset : 0);
    if (!packed) return false;
    const { captures, first, last } = packed;
    begun = recorder.unsent = packed.next;
    offset = packed.offset;
    return tell({ type: 'envelope', document: documentId, number: ++number, first, last, captures }) !== false;
  }

  function startFromHead(): void {
    recorder.unsent = recorder.head;
    begun = null;
  }

  const mayTell = (): boolean => resumed && number - settled < CREDIT;

  function flush(): void {
    wait = Infinity;
    round++;
    for (let i = 0; i < BURST; i++) if (!mayTell() || !tellNext(say)) return;
    if (recorder.unsent) soon();
  }

  /** Another envelope, in a task of its own. */
  function soon(): void {
    if (wait === 0) return;
    // First, because it fails where the page has used up the stack.
    apply(post, tick.port2, [0]);
    wait = 0;
  }

  recorder.wake = (isMessage) => {
    // The document is going away: tasks of ours may never run again.
    if (leaving) {
      while (tellNext(sayNow));
      return;
    }
    const most = isMessage ? GATHER : REST;
    if (wait <= most || !mayTell()) return;
    if (EAGER || visibility(doc) === 'hidden') return soon();
    const mine = round;
    later(() => mine === round && flushSafely(), most);
    wait = most;
  };

  const flushSafely = (): void => recorder.guard(flush);

  function onLink(state: FromRelay['state']): void {
    resumed = false;
    const mine = ++changes;
    if (state === 'up') {
      recorder.live = true;
      return hello(say);
    }
    if (state === 'gone') {
      recorder.recording = false;
      recorder.live = false;
      return;
    }
    // A sleeping background or a killed port comes back at once; only a closed panel stays away.
    later(() => {
      if (mine === changes) recorder.live = false;
    }, GRACE);
  }

  function onMessage(message: ToHook | FromRelay): void {
    if (message.type === 'link') return onLink(message.state);
    if (message.type === 'configure') {
      recorder.recording = message.recording;
      recorder.bodyCap = message.bodyCap;
      return;
    }
    if (message.document !== documentId) return;
    if (message.type === 'resume') {
      recorder.release(message.after);
      if (message.again) say({ type: 'retold', document: documentId, captures: recorder.memories() });
      startFromHead();
      settled = number;
      resumed = true;
      soon();
    } else if (message.type === 'ack') {
      recorder.release(message.seq);
      if (!mayTell()) soon();
      if (message.number > settled) settled = message.number;
    } else if (message.type === 'lend') {
      lend(here, message.name, recorder);
      acted(message.name, null);
    } else recorder.actor?.(message.command, (outcome) => acted(message.call, outcome));
  }

  const acted = (call: string, outcome: Outcome | null): unknown =>
    say({ type: 'acted', document: documentId, call, outcome });

  port.onmessage = (event) => recorder.guard(onMessage, dataOf(event) as ToHook | FromRelay);
  tick.port1.onmessage = flushSafely;

  // The relay's script may run after ours or, in some frames, before it: ask and answer cover both.
  function give(): void {
    const init = bare({ data: documentId, ports: [channel.port2], cancelable: true });
    if (!dispatch(here, new MessageEvent(GIVE, init))) unlisten(here, ASK, asked, true);
  }
  const asked = (event: Event): void => {
    stopNow(event);
    give();
  };
  listen(here, ASK, asked, true);
  if (!late) give();

  // Not in a task: the test tool may stop listening as soon as the browser begins to bring the next document.
  if (EAGER) {
    const tellAll = (): void => {
      if (!resumed) return;
      startFromHead();
      while (tellNext(sayNow));
    };
    listen(here, 'beforeunload', () => recorder.guard(tellAll), true);
  }
  listen(
    here,
    'pagehide',
    (event) => {
      leaving = true;
      // What is not acknowledged goes again; what the panel has already it will leave out.
      startFromHead();
      hello(sayNow);
      recorder.passing(null, { type: 'pagehide', persisted: (event as PageTransitionEvent).persisted });
    },
    true,
  );
  listen(
    here,
    'pageshow',
    (event) => {
      leaving = false;
      if ((event as PageTransitionEvent).persisted) recorder.passing(null, { type: 'pageshow' });
    },
    true,
  );
}
