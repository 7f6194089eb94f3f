// Keeps what happened until the panel has it: numbers each fact at once, holds it within a budget, lets go visibly.
import type { Actor, Loan } from '../wire/act.ts';
import type { Capture, FailureKind } from '../wire/capture.ts';
import { BINARY, CUT, DROPPED, OURS } from '../wire/capture.ts';
import { stackIsObservable } from './errors.ts';
import { describe } from './failure.ts';
import { type DocumentFact, type ExchangeFact, type Item, type Opening, type Subject, tell } from './item.ts';
import { byteLength, type Copy, copyBytes, deref, List, now, put, SafeMap, utf8Length } from './natives.ts';
import { listen } from './platform.ts';
import { callerStack } from './stack.ts';
import { patchConstructor } from './wrap.ts';

const FACT_COST = 300;
const ROW_COST = 64;
/** Bytes freed at once when the budget is exceeded. */
const SLACK = 4000 * ROW_COST;
/** Bytes held while no panel listens. */
const QUIET_BUDGET = 8 * 2 ** 20;
/** Bytes copied of one payload meanwhile. */
const QUIET_COPY = QUIET_BUDGET / 4;
/** Bytes held while a panel listens but does not keep up. */
const LIVE_BUDGET = 256e6;

export class Recorder {
  /** False: the page's calls pass through unseen. */
  recording = true;
  /** Bytes kept of one exchange's opaque binary body. */
  bodyCap = 16 * 2 ** 20;
  /** Marks the next exchange, message or closing as made by the actor for a person; empty for the page's own. */
  ours = '';
  /** What does things for a person; comes into the page when somebody asks for it for the first time. */
  actor: Actor | null = null;
  /** Stands before each listener of ours while messages are held for a person (`src/gate`): calls `handle`, or not. */
  gate: ((event: Event, handle: (event: Event) => void) => void) | null = null;
  /** The WebSockets that are watched, set by their observer. */
  declare sockets: WeakMap<object, Subject>;
  /** What the actor is lent. */
  loan: Loan | null = null;
  /** Called when there is something new to send; `isMessage`: of a stream that runs, it is to be seen soon. */
  wake: (isMessage?: boolean) => void = () => {};
  /** Oldest item held. */
  head: Item | null = null;
  /** Oldest item that was not sent on this link. */
  unsent: Item | null = null;
  #tail: Item | null = null;
  #seq = 0;
  #exchanges = 0;
  #held = 0;
  #rowsHeld = 0;
  #live = false;
  /** Oldest row that still has its payload. */
  #oldestPayload: Item | null = null;
  readonly #subjects = new SafeMap<number, Subject>();
  readonly #losers = new SafeMap<Subject, true>();

  get nextSeq(): number {
    return this.#seq + 1;
  }

  /** Number of the oldest item held. */
  get oldest(): number {
    return this.head?.seq ?? this.nextSeq;
  }

  /** A panel listens: the budget is large. Otherwise only the recent past is kept. */
  set live(on: boolean) {
    this.#live = on;
    if (!on) this.#fit();
  }

  begin(): Subject {
    const subject: Subject = {
      number: ++this.#exchanges,
      ended: false,
      held: 0,
      lostMessages: 0,
      lostBytes: 0,
      memories: new List(),
      kept: 0,
      lasting: false,
      runs: false,
      draining: false,
      target: null,
      onEnd: null,
      reject: null,
    };
    this.#subjects.set(subject.number, subject);
    return subject;
  }

  /** The page started an exchange, at `time`. `above`: our outermost function in the stack. */
  open(opening: Opening, time: number, above?: unknown): Subject {
    const subject = this.begin();
    const { ours } = this;
    this.ours = '';
    this.fact(subject, { ...opening, type: 'opened', stack: callerStack(above), ours }, time);
    return subject;
  }

  /** The page's object of an open exchange. */
  reach(number: number): object | null | undefined {
    const target = this.#subjects.get(number)?.target;
    return target && deref(target);
  }

  /** Something happened to an exchange. `time` in ms of this document's clock. */
  fact(subject: Subject, fact: ExchangeFact, time?: number): void {
    put(subject.memories, this.passing(subject, fact, time));
    if (fact.type === 'done' || fact.type === 'closed' || fact.type === 'failed') {
      subject.ended = true;
      subject.onEnd?.();
      subject.onEnd = null;
    }
  }

  /** As `fact`, but of no use to a panel that comes later: progress, buffered amounts. Or of the document itself. */
  passing(subject: Subject | null, fact: ExchangeFact | DocumentFact, time = now()): Item {
    return this.#push(FACT_COST, time, subject, fact, 0, null);
  }

  /** The exchange failed, by abort, timeout or error. */
  failed(subject: Subject, kind: FailureKind, name: string, message: string): void {
    if (!subject.ended) this.fact(subject, { type: 'failed', kind, name, message });
  }

  /** The exchange failed for this reason: an error, or what an abort was given. `otherwise`: where its name tells no more. */
  failedBy(subject: Subject, reason: unknown, otherwise: FailureKind = 'network'): void {
    const { name, message } = describe(reason);
    const kind = name === 'TimeoutError' ? 'timeout' : name === 'AbortError' ? 'abort' : otherwise;
    this.failed(subject, kind, name, message);
  }

  /** A failure of our own: told with its stack, never thrown into the page. */
  fault(error: unknown): void {
    let message = '';
    try {
      const { name, message: text, stack } = error as Error;
      message = `${name}: ${text}`;
      if (!stackIsObservable()) message += `\n${stack}`;
    } catch {
      // An error that cannot be described is still told.
    }
    try {
      this.passing(null, { type: 'fault', message });
    } catch {
      // The page has used up the stack: what it called has been done, and must not throw for us.
    }
  }

  /** Runs what is ours, with up to two arguments. */
  guard<A, B>(run: (a: A, b: B) => void, a?: A, b?: B): void {
    try {
      run(a as A, b as B);
    } catch (error) {
      this.fault(error);
    }
  }

  /** Has each new instance of a constructor watched. `time`: when it was called; `above`: as of `open()`. */
  instances<T>(name: string, watch: (made: T, args: unknown[], time: number, above: unknown) => void): void {
    patchConstructor(name, (go, args, above) => {
      const time = now();
      const made = go();
      if (this.recording) this.guard(() => watch(made as T, args, time, above));
      return made;
    });
  }

  /** A listener for events of the page's objects. */
  hears(handle: (event: Event) => void): (event: Event) => void {
    return (event) => {
      // What the page makes and dispatches itself did not happen. No page can define this property.
      if (event.isTrusted || this.ours) this.guard(this.gate ?? handle, event, handle);
    };
  }

  /** Hears an event of the page's object, before any listener of the page. */
  on(target: EventTarget, type: string, handle: (event: Event) => void): void {
    listen(target, type, this.hears(handle), true);
  }

  /** One readyState change that the page could see. */
  enter(subject: Subject, state: number, cause: string): void {
    this.fact(subject, { type: 'transition', state, cause });
  }

  /** How many bytes to copy of a payload of which `most` are asked for: without a panel a large one would push out all else. */
  cap(most: number): number {
    return this.#live || most < QUIET_COPY ? most : QUIET_COPY;
  }

  /** A message or a chunk. `data` must be ours: a string or a copy. */
  row(subject: Subject, flags: number, data: string | Uint8Array | null, time: number): Item {
    const { ours } = this;
    this.ours = '';
    const units = typeof data === 'string' ? data.length : data ? byteLength(data) : 0;
    return this.#push(ROW_COST + units, time, subject, null, ours ? flags | OURS : flags, data, units);
  }

  /** As `row`, with a copy of at most `most` bytes of a buffer or view; false for anything else. */
  bytes(subject: Subject, flags: number, data: unknown, most: number, time = now()): boolean {
    const copy = copyBytes(data, most);
    if (copy) this.copied(subject, flags, copy, time);
    return Boolean(copy);
  }

  /** As `row`, with a copy that was made before. */
  copied(subject: Subject, flags: number, { bytes, whole }: Copy, time: number): void {
    const cut = byteLength(bytes) < whole;
    this.row(subject, flags | BINARY | (cut ? CUT : 0), bytes, time).whole = cut ? whole : 0;
  }

  /** The payload of a pending row has arrived (or could not be read: null). */
  fill(item: Item, data: Uint8Array | null): void {
    item.pending = false;
    if (data && !(item.flags & DROPPED)) {
      item.data = data;
      item.units = byteLength(data);
      item.cost += item.units;
      this.#held += item.units;
      this.#fit();
    } else item.flags |= DROPPED;
    // Even a payload that was let go may have held up what came after it.
    this.wake(true);
  }

  #push(
    cost: number,
    time: number,
    subject: Subject | null,
    what: Item['what'],
    flags: number,
    data: Item['data'],
    units = 0,
  ): Item {
    const item: Item = {
      next: null,
      seq: ++this.#seq,
      time,
      subject,
      what,
      flags,
      data,
      units,
      whole: 0,
      cost,
      name: '',
      lastEventId: '',
      pending: false,
    };
    if (this.#tail) this.#tail.next = item;
    else this.head = item;
    this.#tail = item;
    this.unsent ??= item;
    if (subject) subject.held++;
    this.#held += cost;
    let isMessage = false;
    if (subject && !what) {
      this.#rowsHeld++;
      this.#oldestPayload ??= item;
      isMessage = subject.runs;
      subject.runs = true;
    }
    if (this.#held > QUIET_BUDGET) this.#fit();
    this.wake(isMessage);
    return item;
  }

  /** Lets the oldest payloads go first, metadata last; some at a time, so that a flood pays for it rarely. */
  #fit(): void {
    const budget = this.#live ? LIVE_BUDGET : QUIET_BUDGET;
    const mostRows = budget / (4 * ROW_COST);
    if (this.#held <= budget && this.#rowsHeld <= mostRows) return;
    this.#dropPayloads(this.#held - budget + SLACK);
    const rowsLeft = mostRows - SLACK / ROW_COST;
    if (this.#rowsHeld <= mostRows && this.#held <= budget) return;
    while ((this.#held > budget || this.#rowsHeld > rowsLeft) && this.head && this.head !== this.#tail) {
      const { what, subject } = this.head;
      if (!what) this.#dropPayload(this.head, false);
      // What it told is still to be told.
      if (what?.type === 'lost') this.#lose(subject as Subject, what.messages, what.bytes);
      this.#shift(this.head);
    }
  }

  /** Drops the oldest payloads until `room` bytes are free or none is left. */
  #dropPayloads(room: number): void {
    let first = this.#oldestPayload;
    // What is on its way to a panel is not lost.
    const unsent = this.#live && this.#nextRow(this.unsent);
    if (first && unsent && unsent.seq > first.seq) first = unsent;
    let text = '';
    let units = 0;
    let end: Item | null = first;
    for (let free = 0; end && free < room; end = end.next) {
      if (end.what || end.flags & DROPPED) continue;
      free += end.cost - ROW_COST + 1;
      if (typeof end.data !== 'string') continue;
      units += end.units;
      text += end.data;
    }
    // Mostly it is all ASCII: then one look tells the size of every one.
    const ascii = utf8Length(text) === units;
    for (let item = first as Item; item !== end; item = item.next as Item)
      if (!item.what) this.#dropPayload(item, ascii);
    this.#oldestPayload = this.#nextRow(end);
  }

  #nextRow(from: Item | null): Item | null {
    let item = from;
    while (item?.what) item = item.next;
    return item;
  }

  #dropPayload(item: Item, ascii: boolean): void {
    const { data } = item;
    if (item.flags & DROPPED || (data === null && !item.pending)) return;
    if (data) item.whole ||= typeof data === 'string' && !ascii ? utf8Length(data) : item.units;
    item.flags |= DROPPED;
    item.data = null;
    item.units = 0;
    this.#held -= item.cost - ROW_COST;
    item.cost = ROW_COST;
    this.#lose(item.subject as Subject, 1, item.whole);
  }

  #lose(subject: Subject, messages: number, bytes: number): void {
    subject.lostMessages += messages;
    subject.lostBytes += bytes;
    this.#losers.set(subject, true);
  }

  #shift(item: Item): void {
    this.head = item.next;
    // Memories must not hold what came after them.
    item.next = null;
    if (!this.head) this.#tail = null;
    if (this.unsent === item) this.unsent = this.head;
    this.#held -= item.cost;
    if (!item.what) this.#rowsHeld--;
    if (this.#oldestPayload === item) this.#oldestPayload = this.#nextRow(this.head);
    const { subject } = item;
    if (subject && --subject.held === 0 && subject.ended) {
      this.#subjects.delete(subject.number);
      // Nothing is left that its losses could be told beside; the gap in the numbers tells of it.
      this.#losers.delete(subject);
    }
  }

  /** The panel has everything up to `seq`. */
  release(seq: number): void {
    while (this.head && this.head.seq <= seq) this.#shift(this.head);
  }

  /** Tells what was let go since the last time, as facts of their own. */
  tellLosses(): void {
    this.#losers.forEach((_, subject) => {
      const { lostMessages: messages, lostBytes: bytes } = subject;
      subject.lostMessages = 0;
      subject.lostBytes = 0;
      this.passing(subject, { type: 'lost', messages, bytes });
    });
    this.#losers.clear();
  }

  /** Facts that are no longer in the queue, of exchanges that are open or still have items in it. */
  memories(): Capture[] {
    const { oldest } = this;
    const told = new List<Capture>();
    this.#subjects.forEach((subject) => {
      const { memories } = subject;
      for (let i = 0; i < memories.length; i++) {
        const memory = memories[i] as Item;
        if (memory.seq < oldest) put(told, tell(memory));
      }
    });
    return told;
  }
}
