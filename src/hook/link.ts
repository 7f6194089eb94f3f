// The hook's end of the way to the panel: hands its port to the relay, sends envelopes while there is credit,
// resumes after the last acknowledged number.
import type { FromHook, FromRelay, ToHook } from '../wire/envelope.ts';
import { PROTOCOL } from '../wire/envelope.ts';
import { ASK, GIVE } from '../wire/names.ts';
import { apply, bare, needGetter, setTimer, timeOrigin, uncurry } from './natives.ts';
import { pack } from './pack.ts';
import { dataOf, listen } from './platform.ts';
import type { Item, Recorder } from './recorder.ts';

/** Envelopes on their way without acknowledgement. */
const CREDIT = 8;
/** Captures wait this long for company, in ms. */
const GATHER = 12;
/** A link that is down this long (ms) is taken for a panel that was closed. */
const GRACE = 15_000;

const unlisten = uncurry(EventTarget.prototype.removeEventListener);
const dispatch = uncurry(EventTarget.prototype.dispatchEvent);
const stopNow = uncurry(Event.prototype.stopImmediatePropagation);
const post = MessagePort.prototype.postMessage;
const NativeEvent = CustomEvent;
const visibility = needGetter<Document, string>(Document.prototype, 'visibilityState');

export function openLink(recorder: Recorder, late: boolean): void {
  const here = globalThis as unknown as Window;
  const doc = document;
  const channel = new MessageChannel();
  const port = channel.port1;
  // Nobody can guess it: the page's last words travel under this name.
  const documentId = `${crypto.getRandomValues(new Uint32Array(4))}`;
  // A task of our own that, unlike a timer, is not slowed down in a hidden tab.
  const tick = new MessageChannel();

  let up = false;
  let resumed = false;
  let downs = 0;
  let number = 0;
  let inFlight = 0;
  let scheduled = false;
  let next: Item | null = null;
  let offset = 0;
  /** Everything up to here was sent; what is queued later is found from the head. */
  let sent = 0;

  const say = (message: FromHook): void => apply(post, port, [message]) as undefined;

  function firstUnsent(): Item | null {
    if (next) return next;
    let item = recorder.head;
    if (item && item.seq <= sent) {
      // `lastSent` is the usual case: the queue went on where we stopped.
      item = lastSent && lastSent.seq === sent ? lastSent.next : item;
      while (item && item.seq <= sent) item = item.next;
    }
    return item;
  }
  let lastSent: Item | null = null;

  function flush(): void {
    scheduled = false;
    if (!resumed || inFlight >= CREDIT) return;
    recorder.tellLosses();
    const from = firstUnsent();
    if (!from) return;
    // Eviction may have passed by the place where we stood.
    const oldest = recorder.head;
    const start = oldest && oldest.seq > from.seq ? oldest : from;
    const packed = pack(start, start === from && start.data !== null ? offset : 0);
    if (!packed) return;
    const { captures, first, last } = packed;
    offset = packed.offset;
    next = packed.next;
    if (last > sent) sent = last;
    if (!next) lastSent = tailOf(start, last);
    inFlight++;
    say({ type: 'envelope', document: documentId, number: ++number, first, last, captures });
    if (next) soon();
  }

  /**
   * The document is going away: tasks of ours may never run again. What is not acknowledged goes to the relay within
   * this call, as an event that nobody else can know the name of; what the panel has already it will leave out.
   */
  function flushNow(): void {
    if (!resumed) return;
    recorder.tellLosses();
    let from = lastNow && recorder.head && lastNow.seq >= recorder.head.seq ? lastNow.next : recorder.head;
    let at = 0;
    while (from) {
      const packed = pack(from, at);
      if (!packed) break;
      const { captures, first, last } = packed;
      const detail: FromHook = { type: 'envelope', document: documentId, number: ++number, first, last, captures };
      dispatch(here, new NativeEvent(documentId, bare({ detail })));
      lastNow = tailOf(from, last) ?? lastNow;
      at = packed.offset;
      from = packed.next;
    }
  }
  let leaving = false;
  let lastNow: Item | null = null;

  function tailOf(from: Item, seq: number): Item | null {
    let item: Item | null = from;
    while (item && item.seq < seq) item = item.next;
    return item;
  }

  /** Another envelope, in a task of its own. */
  function soon(): void {
    if (scheduled) return;
    scheduled = true;
    apply(post, tick.port2, [0]);
  }

  recorder.wake = () => {
    if (leaving) return flushNow();
    if (scheduled || !resumed || inFlight >= CREDIT) return;
    if (visibility(doc) === 'hidden') return soon();
    scheduled = true;
    setTimer(flushSafely, GATHER);
  };

  function flushSafely(): void {
    try {
      flush();
    } catch (error) {
      recorder.fault('flush', error);
    }
  }

  function onLink(state: FromRelay['state']): void {
    resumed = false;
    inFlight = 0;
    if (state === 'up') {
      up = true;
      recorder.live = true;
      const { head, nextSeq } = recorder;
      const url = here.location.href;
      const oldest = head ? head.seq : nextSeq;
      say({ type: 'hello', protocol: PROTOCOL, document: documentId, url, timeOrigin, oldest, next: nextSeq, late });
      return;
    }
    up = false;
    if (state === 'gone') {
      recorder.recording = false;
      recorder.live = false;
      return;
    }
    // A sleeping background or a killed port comes back at once; only a closed panel stays away.
    const mine = ++downs;
    setTimer(() => {
      if (!up && mine === downs) recorder.live = false;
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
      sent = message.after;
      next = null;
      lastSent = null;
      offset = 0;
      inFlight = 0;
      resumed = true;
      soon();
    } else if (message.type === 'ack') {
      if (message.seq > 0) recorder.release(message.seq);
      if (inFlight > 0) inFlight--;
      soon();
    }
  }

  const hear = (event: Event): void => {
    try {
      onMessage(dataOf(event as MessageEvent) as ToHook | FromRelay);
    } catch (error) {
      recorder.fault('command', error);
    }
  };
  port.onmessage = hear;
  tick.port1.onmessage = flushSafely;

  // The relay's script may run after ours or, in some frames, before it: ask and answer cover both.
  function give(): void {
    dispatch(here, new MessageEvent(GIVE, bare({ data: documentId, ports: [channel.port2] })));
  }
  const asked = (event: Event): void => {
    stopNow(event);
    unlisten(here, ASK, asked, true);
    give();
  };
  listen(here, ASK, asked, true);
  if (!late) give();

  listen(
    here,
    'pagehide',
    (event) => {
      leaving = true;
      lastNow = null;
      recorder.documentFact({ type: 'pagehide', persisted: (event as PageTransitionEvent).persisted });
    },
    true,
  );
  listen(
    here,
    'pageshow',
    (event) => {
      leaving = false;
      if ((event as PageTransitionEvent).persisted) recorder.documentFact({ type: 'pageshow' });
    },
    true,
  );
}
