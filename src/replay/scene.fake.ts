// A store with recorded exchanges, a page that obeys, and a clock that runs only when it is told to.
import { chooseFramer } from '../decode/framing/choose.ts';
import type { Exchange } from '../store/exchange.ts';
import { type Opening, Store } from '../store/store.ts';
import type { Command, Outcome } from '../wire/act.ts';
import { BINARY, CHUNK, SENT } from '../wire/capture.ts';
import type { Reachable, Surroundings } from './page.ts';

const PAGE = 'https://app.example/';
const OPENING: Opening = {
  id: '1.1',
  api: 'websocket',
  method: 'GET',
  url: 'wss://api.example/ws',
  source: 'page',
  frame: { id: 0, url: PAGE },
  stack: '',
  started: 1000,
  headers: [],
  protocols: [],
  options: {},
};

export class FakeScene {
  readonly store = new Store(chooseFramer);
  readonly commands: Command[] = [];
  /** Epoch ms. */
  clock = 5000;
  #timers: { at: number; run: () => void }[] = [];
  #calls = 0;
  #count = 0;
  #made = 1;
  /** What the page does with a command beyond making what is asked for. */
  obey: (command: Command, made: Exchange | undefined) => Outcome = () => ({ readyState: 1 });

  readonly around: Surroundings = {
    store: this.store,
    panel: 'p',
    reachable: (): Reachable[] => [
      {
        name: '1',
        frame: { id: 0, url: PAGE },
        hands: { act: (command) => this.#act(command) },
        heldAt: () => undefined,
      },
    ],
    recording: () => true,
    look: () => {},
    reload: () => {},
    nextCall: () => `${++this.#calls}`,
    variables: { uuid: () => 'u', now: () => this.clock, counter: () => ++this.#count },
    later: (ms) => new Promise((run) => this.#timers.push({ at: this.clock + ms, run })),
  };

  record(opening: Partial<Opening> = {}): Exchange {
    const exchange = this.store.open({ ...OPENING, ...opening });
    if (exchange.api === 'websocket') this.store.transition(exchange, 1, exchange.started, 'open');
    return exchange;
  }

  /** One message of a socket, or one piece of a body. */
  add(exchange: Exchange, direction: 'sent' | 'received', data: string | Uint8Array, time = this.clock): void {
    const kind = exchange.api === 'websocket' ? 0 : CHUNK;
    const flags = (direction === 'sent' ? SENT : 0) | (typeof data === 'string' ? 0 : BINARY) | kind;
    this.store.append(exchange, { time, flags, size: data.length, block: data, start: 0, length: data.length });
    this.store.changed();
  }

  async #act(command: Command): Promise<Outcome> {
    this.commands.push(command);
    if (command.do === 'open') {
      const [, call = '', parent = ''] = command.ours.split(' ');
      const ours = { call, parent };
      const made = this.record({ id: `1.${++this.#made}`, url: command.url, started: this.clock, ours });
      this.store.changed();
      return this.obey(command, made);
    }
    return this.obey(command, this.store.exchanges.at(-1));
  }

  /** Lets all that can go on now go on. */
  async settle(): Promise<void> {
    for (let i = 0; i < 50; i++) await Promise.resolve();
  }

  /** Moves the clock on, timer by timer. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    const end = this.clock + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.clock = Math.max(this.clock, next.at);
      next.run();
      await this.settle();
    }
    this.clock = end;
  }

  sends(): unknown[] {
    return this.commands.flatMap((command) => (command.do === 'send' ? [command.data, ...(command.more ?? [])] : []));
  }
}
