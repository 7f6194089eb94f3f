// What is held in one document: who may go, what the panel is told of it, and what the log is told.
import type { Item, Subject } from '../hook/item.ts';
import type { Lent } from '../stage/lent.ts';
import type { Payload } from '../wire/act.ts';
import { CHUNK, SENT } from '../wire/capture.ts';
import type { GateFilter, GateHeld, GateState } from '../wire/gate.ts';
import { type Candidate, fits, mayFit } from './filter.ts';
import type { Decision, Lane, Waiting } from './lane.ts';

/** As many of those held are told of. */
const SHOWN = 200;
/** Units of a payload that are told with it. */
const HEAD = 4096;

const OUTCOME = { give: 'released', edit: 'edited', drop: 'dropped' } as const;

/** What the recorder has just noted. Of its objects only what the hook's build leaves its name is touched here. */
interface Row {
  subject: Subject;
  item: Item;
}

/** A message on its way. */
export interface Passage extends Candidate {
  subject: Subject;
  row: number;
  nth?: number;
  /** Lets it pass as it is; in its place something else; or not at all. */
  give(): void;
  edit(data: Payload): void;
  drop?(): void;
  /** Nobody would get it any more. */
  lost?(): boolean;
}

interface Kept {
  told: GateHeld;
  lane: Lane;
  waiting: Waiting;
}

const encoder = new TextEncoder();
const sizeOf = (data: Candidate['data']): number =>
  typeof data === 'string' ? encoder.encode(data).length : data instanceof Blob ? data.size : data.length;

export class Keeper {
  /** Null: off. */
  filter: GateFilter | null = null;
  #version = 1;
  #ids = 0;
  /** All that waits, held or not. */
  #all = 0;
  /** Those that nobody has decided on, oldest first. */
  readonly #held = new Map<number, Kept>();
  /** The last piece of each response body. */
  readonly #chunks = new WeakMap<Subject, Item>();
  #latest: Row | undefined;

  /**
   * @param changed is called after each change
   * @param idle is called when the last of what waited is gone
   */
  constructor(
    private readonly lent: Lent,
    private readonly changed: () => void,
    private readonly idle: () => void,
  ) {}

  get empty(): boolean {
    return this.#all === 0;
  }

  /** Notes each row of the recorder from now on. */
  watchRows(): void {
    const { recorder } = this.lent;
    const chunks = this.#chunks;
    const { row } = Object.getPrototypeOf(recorder) as typeof recorder;
    recorder.row = (...args) => {
      const item = row.apply(recorder, args);
      if ((args[1] & (CHUNK | SENT)) === CHUNK) chunks.set(args[0], item);
      this.#latest = { subject: args[0], item };
      return item;
    };
  }

  unwatchRows(): void {
    delete (this.lent.recorder as Partial<Lent['recorder']>).row;
  }

  /** The last piece of the response body. */
  chunkOf(subject: Subject): Item | undefined {
    return this.#chunks.get(subject);
  }

  /** The row that `run` makes, of whichever exchange. */
  rowIn(run: () => void): Row | undefined {
    this.#latest = undefined;
    run();
    return this.#latest;
  }

  /** Whether this exchange can have messages to hold. */
  mayHold(of: Omit<Candidate, 'name' | 'data'>): boolean {
    return this.filter !== null && mayFit(this.filter, of);
  }

  holds(candidate: Candidate): boolean {
    return this.filter !== null && fits(this.filter, candidate);
  }

  /** Puts a message that is held into its lane. */
  hold(lane: Lane, passage: Passage): void {
    const id = ++this.#ids;
    const { subject, row, nth, direction, api, url, name, data } = passage;
    const place = { exchange: subject.number, row, nth: nth ?? 0 };
    const head = data instanceof Blob ? new Uint8Array() : data.slice(0, HEAD);
    const told: GateHeld = {
      id,
      ...place,
      direction,
      api,
      url,
      name,
      time: performance.timeOrigin + performance.now(),
      size: sizeOf(data),
      head,
    };
    this.#tell(passage, 'waiting');
    const waiting: Waiting = {
      decision: null,
      act: (decision) => {
        this.#held.delete(id);
        this.#tell(passage, passage.lost?.() ? 'dropped' : OUTCOME[decision.do]);
        this.#leave(() => {
          if (decision.do === 'give') passage.give();
          else if (decision.do === 'edit') passage.edit(decision.data);
          else passage.drop?.();
        });
      },
    };
    this.#held.set(id, { told, lane, waiting });
    if (data instanceof Blob) void this.#lookInto(told, data);
    this.#enter(lane, waiting);
  }

  /** Puts what only has to wait for those before it into the lane. `before`: see `Waiting`. */
  follow(lane: Lane, give: () => void, before?: number): void {
    const act = (decision: Decision): void => this.#leave(() => decision.do === 'drop' || give());
    this.#enter(lane, { decision: { do: 'give' }, ...(before !== undefined && { before }), act });
  }

  /** False where it is not held. */
  decide(id: number, decision: Decision): boolean {
    const kept = this.#held.get(id);
    if (!kept) return false;
    this.#held.delete(id);
    kept.lane.decide(kept.waiting, decision);
    this.#touch();
    return true;
  }

  releaseAll(): void {
    for (const id of [...this.#held.keys()]) this.decide(id, { do: 'give' });
  }

  /** The document goes: no task of it may ever run again, so all goes now. */
  flush(): void {
    for (const { lane } of [...this.#held.values()]) lane.flush();
  }

  /** All that is to be sent goes now. */
  flushSent(): void {
    for (const { lane, told } of [...this.#held.values()]) if (told.direction === 'sent') lane.flush();
  }

  state(): GateState {
    const held: GateHeld[] = [];
    for (const { told } of this.#held.values()) if (held.push(told) === SHOWN) break;
    const count = this.#held.size;
    return { version: this.#version, on: this.filter !== null, count, waiting: this.#all - count, held };
  }

  set(filter: GateFilter | null): void {
    this.filter = filter;
    this.#touch();
  }

  #touch(): void {
    this.#version++;
    this.changed();
  }

  #enter(lane: Lane, waiting: Waiting): void {
    this.#all++;
    this.#touch();
    lane.put(waiting);
  }

  #leave(run: () => void): void {
    this.#all--;
    // A failure of ours must not hold up what is behind it.
    try {
      run();
    } catch (error) {
      this.lent.recorder.fault(error);
    }
    this.#touch();
    if (this.empty) this.idle();
  }

  #tell({ subject, row, nth }: Passage, outcome: 'waiting' | (typeof OUTCOME)[keyof typeof OUTCOME]): void {
    this.lent.recorder.fact(subject, { type: 'held', row, ...(nth !== undefined && { nth }), outcome });
  }

  async #lookInto(told: GateHeld, blob: Blob): Promise<void> {
    told.head = new Uint8Array(await blob.slice(0, HEAD).arrayBuffer());
    this.#touch();
  }
}
