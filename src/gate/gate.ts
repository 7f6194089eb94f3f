// Holds messages of the page for a person, who edits, releases or drops them.
import { Account } from '../stage/account.ts';
import { cloaked } from '../stage/cloak.ts';
import type { Lent } from '../stage/lent.ts';
import type { GateFilter, GateOrder, GateState } from '../wire/gate.ts';
import { Doors } from './doors.ts';
import { gateEventSource, gateEvents } from './events.ts';
import { gateFetch } from './fetch.ts';
import { Keeper } from './keeper.ts';
import { gateWebSocket } from './websocket.ts';

/** What was patched stays patched and passes through when nothing is held. */
export class Gate {
  readonly #lent: Lent;
  readonly #keeper: Keeper;
  readonly #heard: NonNullable<Lent['recorder']['gate']>;
  /** What is held is not lost with the document. In Firefox a WebSocket sends nothing any more at `pagehide`. */
  readonly #leaving = (): void => this.#keeper.flushSent();
  readonly #left = (): void => this.#keeper.flush();
  readonly #account = new Account<GateState>(
    () => this.#keeper.state(),
    () => this.#off(),
  );

  constructor(lent: Lent) {
    const ways = { ...lent, ...cloaked(lent) };
    const doors = new Doors();
    this.#lent = lent;
    this.#keeper = new Keeper(
      ways,
      () => this.#account.changed(),
      () => this.#leave(),
    );
    this.#heard = gateEvents(ways, this.#keeper, doors);
    gateEventSource(ways, doors);
    gateWebSocket(ways, this.#keeper, doors);
    gateFetch(ways, this.#keeper);
  }

  /** Does what the panel asks for. `answer` is called once, with what is held then. */
  obey(order: GateOrder, answer: (state: GateState) => void): void {
    if (order.type === 'progress') return this.#account.ask(order.seen, answer);
    let missing = false;
    if (order.type === 'on') this.#on(order.filter);
    else if (order.type === 'off') this.#off();
    else if (order.type === 'release-all') this.#keeper.releaseAll();
    else if (order.type === 'drop') missing = !this.#keeper.decide(order.id, { do: 'drop' });
    else {
      const { id, data } = order;
      missing = !this.#keeper.decide(id, data === undefined ? { do: 'give' } : { do: 'edit', data });
    }
    // What is released is given in tasks that come before this one.
    setTimeout(() => answer({ ...this.#keeper.state(), ...(missing && { missing }) }));
  }

  #on(filter: GateFilter): void {
    const { recorder } = this.#lent;
    this.#keeper.set(filter);
    this.#keeper.watchRows();
    recorder.gate = this.#heard;
    addEventListener('beforeunload', this.#leaving);
    addEventListener('pagehide', this.#left);
    this.#account.grantLease();
  }

  #off(): void {
    this.#keeper.set(null);
    this.#keeper.releaseAll();
    this.#leave();
  }

  /** Once it is off and nothing waits any more, the hook is as it was. */
  #leave(): void {
    const { recorder } = this.#lent;
    if (this.#keeper.filter || !this.#keeper.empty || recorder.gate !== this.#heard) return;
    recorder.gate = null;
    removeEventListener('beforeunload', this.#leaving);
    removeEventListener('pagehide', this.#left);
    this.#keeper.unwatchRows();
  }
}
