// Runs a planned session replay on its new WebSocket: gaps, waits, pauses, steps, and the result at the end.
import type { Exchange } from '../../store/exchange.ts';
import { isOpen } from '../../store/exchange.ts';
import { ReplayError } from '../errors.ts';
import { awaitStore, type Surroundings } from '../page.ts';
import { Inbox } from './inbox.ts';
import type { Plan, Step, Wait } from './plan.ts';
import { WAIT_TIMEOUT } from './plan.ts';
import { type Comparison, comparing } from './replies.ts';

export type SessionState = 'running' | 'waiting' | 'paused' | 'settling' | 'done' | 'cancelled' | 'failed';

export interface Progress {
  /** Of the new exchange. */
  id: string;
  parent: string;
  state: SessionState;
  sent: number;
  total: number;
  received: number;
  /** Position of the recorded message that is next; null after the last. */
  next: number | null;
  error: { name: string; code: string; message: string } | null;
  /** Once it is `done`, `cancelled` or `failed`. */
  result: Comparison | null;
}

/** What is done on the new WebSocket. */
export interface Socket {
  /** How many of them were sent, and why not all. */
  send(steps: readonly [Step, ...Step[]]): Promise<{ sent: number; error: ReplayError | null }>;
  close(): Promise<void>;
}

/** When it goes as fast as possible: messages that go to the page at once, their characters or bytes, and how often so. */
const GROUP = 64;
const GROUP_SIZE = 2 ** 18;
const IN_FLIGHT = 4;
const sizeOf = ({ data }: Step): number => (typeof data === 'string' ? data.length : data.byteLength);
const oldest = (flying: ReadonlySet<Promise<void>>): Promise<void> | undefined => flying.values().next().value;
/** How long replies are compared before others have their turn, ms. */
const STRETCH = 8;

export class SessionRun {
  readonly #around: Surroundings;
  readonly #original: Exchange;
  readonly #made: Exchange;
  readonly #plan: Plan;
  readonly #socket: Socket;
  /** Recorded as they were when it began. */
  readonly #expected: number;
  #state: SessionState = 'running';
  #sent = 0;
  #next = 0;
  #paused: boolean;
  /** Steps that may be done although it is paused. */
  #allowed = 0;
  #cancelled = false;
  #error: ReplayError | null = null;
  #result: Comparison | null = null;
  readonly #inbox: Inbox;
  readonly #waiting = new Set<() => void>();
  readonly #cancelling: Promise<undefined>;
  #announceCancel: () => void = () => {};
  /** When the step before was due, epoch ms; null after a pause or a wait. */
  #due: number | null = null;

  constructor(around: Surroundings, original: Exchange, made: Exchange, plan: Plan, socket: Socket) {
    this.#around = around;
    this.#original = original;
    this.#made = made;
    this.#plan = plan;
    this.#socket = socket;
    this.#paused = plan.gaps === 'step';
    this.#expected = original.messages.received;
    const waits = plan.steps.flatMap((step) => step.waits);
    this.#inbox = new Inbox(made.messages, original.messages, waits, plan.ignore);
    this.#cancelling = new Promise((resolve) => {
      this.#announceCancel = () => resolve(undefined);
    });
  }

  progress(): Progress {
    const { id, messages } = this.#made;
    const error = this.#error;
    return {
      id,
      parent: this.#original.id,
      state: this.#state,
      sent: this.#sent,
      total: this.#plan.steps.length,
      received: messages.received,
      next: this.#plan.steps[this.#next]?.seq ?? null,
      error: error && { name: error.name, code: error.code, message: error.message },
      result: this.#result,
    };
  }

  pause(): void {
    this.#paused = true;
    this.#changed();
  }

  continue(): void {
    this.#paused = false;
    this.#changed();
  }

  /** One more, also while paused. */
  step(): void {
    this.#allowed++;
    this.#changed();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#announceCancel();
    this.#changed();
  }

  /** To its end; never rejects. */
  async run(): Promise<void> {
    try {
      await this.#sendAll();
      if (!this.#cancelled) await this.#settle();
    } catch (error) {
      this.#error = error instanceof ReplayError ? error : new ReplayError('refused', (error as Error).message);
    }
    if (!this.#plan.keepOpen || this.#cancelled) await this.#close();
    this.#result = await this.#compared();
    this.#state = this.#error ? 'failed' : this.#cancelled ? 'cancelled' : 'done';
  }

  async #sendAll(): Promise<void> {
    const flying = new Set<Promise<void>>();
    const { steps, gaps } = this.#plan;
    const most = gaps === 'asap' ? IN_FLIGHT : 1;
    for (let step = steps[0]; step; step = steps[this.#next]) {
      await this.#rest(step);
      for (const wait of step.waits) await this.#wait(wait);
      await this.#gate();
      if (this.#cancelled) break;
      const group = this.#groupAt(step);
      this.#next += group.length;
      const sending = this.#send(group).then(() => {
        flying.delete(sending);
      });
      // Every failure is seen below, but perhaps some turns later.
      sending.catch(() => {});
      flying.add(sending);
      // Answers come in the order of the commands: the oldest is the next to be there.
      while (flying.size >= most) await oldest(flying);
    }
    await Promise.all(flying);
  }

  /** What can go to the page with this step: those after it that wait for nothing. */
  #groupAt(first: Step): [Step, ...Step[]] {
    const group: [Step, ...Step[]] = [first];
    const { steps, gaps } = this.#plan;
    if (gaps !== 'asap') return group;
    let size = sizeOf(first);
    for (let i = this.#next + 1; group.length < GROUP; i++) {
      const step = steps[i];
      if (!step || step.waits.length > 0) break;
      size += sizeOf(step);
      if (size > GROUP_SIZE) break;
      group.push(step);
    }
    return group;
  }

  async #send(group: readonly [Step, ...Step[]]): Promise<void> {
    const { sent, error } = await this.#socket.send(group);
    this.#sent += sent;
    if (error) throw error;
  }

  /** Until the step is due: counted from when the one before was due, so that delays do not add up. */
  async #rest({ gap }: Step): Promise<void> {
    if (this.#plan.gaps === 'asap' || (this.#plan.gaps === 'step' && this.#paused)) return;
    const now = this.#around.variables.now();
    const due = (this.#due ?? now) + gap;
    this.#due = due;
    if (due <= now || this.#cancelled) return;
    let over = false;
    void this.#around.later(due - now).then(() => {
      over = true;
      this.#changed();
    });
    while (!over && !this.#cancelled) await this.#change();
  }

  /** The next change of a person's mind, or of what a timer says. */
  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Holds while it is paused. */
  async #gate(): Promise<void> {
    while (this.#paused && this.#allowed === 0 && !this.#cancelled) {
      this.#state = 'paused';
      this.#due = null;
      await this.#change();
    }
    if (this.#allowed > 0) this.#allowed--;
    this.#state = 'running';
  }

  async #wait(wait: Wait): Promise<void> {
    if (this.#cancelled) return;
    this.#state = 'waiting';
    const { timeout = WAIT_TIMEOUT } = wait;
    const found = (): number | undefined =>
      this.#cancelled || !isOpen(this.#made) ? (this.#inbox.find(wait) ?? -1) : this.#inbox.find(wait);
    const began = this.#around.variables.now();
    const at = await Promise.race([awaitStore(this.#around, found, timeout), this.#cancelling]);
    if (this.#cancelled) return;
    if (at === undefined || at === -1) {
      const what = wait.like === undefined ? 'that matches' : `like ${wait.like}`;
      const text = `no message ${what} came before message ${wait.before} within ${timeout} ms`;
      throw at === -1
        ? new ReplayError('closed', `the WebSocket was closed before a message ${what} came`)
        : new ReplayError('wait-timeout', text);
    }
    this.#inbox.take(at);
    if (this.#around.variables.now() > began) this.#due = null;
    this.#state = 'running';
  }

  /** Until all replies have come that the recording has, or none comes any more. */
  async #settle(): Promise<void> {
    this.#state = 'settling';
    const { messages } = this.#made;
    const complete = (): true | undefined =>
      messages.received >= this.#expected || !isOpen(this.#made) || this.#cancelled ? true : undefined;
    for (let before = -1; !complete() && messages.length > before; ) {
      before = messages.length;
      const more = (): true | undefined => complete() ?? (messages.length > before ? true : undefined);
      await Promise.race([awaitStore(this.#around, more, this.#plan.replyTimeout), this.#cancelling]);
    }
  }

  /** With rests in between: a session may have 100,000 replies. */
  async #compared(): Promise<Comparison> {
    const { variables, later } = this.#around;
    const steps = comparing(this.#original.messages.snapshot(), this.#made.messages.snapshot(), this.#plan.ignore);
    let began = variables.now();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      if (variables.now() - began < STRETCH) continue;
      await later(0);
      began = variables.now();
    }
  }

  /** Replies that are on their way still come before the close is complete. */
  async #close(): Promise<void> {
    if (!isOpen(this.#made)) return;
    try {
      await this.#socket.close();
      await awaitStore(this.#around, () => (isOpen(this.#made) ? undefined : true), this.#plan.replyTimeout);
    } catch {
      // It was closed, or the page is gone: the log tells which.
    }
  }
}
