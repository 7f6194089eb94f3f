// A network log, a clock and a page's exchanges that a test moves by hand.
import type { Exchange } from '../../store/exchange.ts';
import { Store } from '../../store/store.ts';
import type { Api, HeaderList } from '../../wire/capture.ts';
import type { Content } from './body.ts';
import { OWN } from './entry.fake.ts';
import { startNetworkFeed } from './feed.ts';
import type { NetworkFeed } from './log.ts';

export class Scene {
  readonly store: Store;
  readonly feed: NetworkFeed;
  /** Epoch ms. */
  now = 1000;
  recording = true;
  /** When it was off, epoch ms. */
  readonly pauses: [from: number, until: number][] = [];
  keepLog = false;
  timeOrigin = 1000;
  /** What `getHAR` gives. */
  har: unknown[] = [];
  readings = 0;
  /** Bodies by URL. */
  readonly contents = new Map<string, Content>();
  #finished: (request: unknown) => void = () => {};
  #navigated = (): void => {};
  #timers: { due: number; run: () => void }[] = [];
  #numbers = 0;

  constructor(live = true) {
    this.store = new Store((type) =>
      type.startsWith('text/event-stream')
        ? { name: 'sse', push: (chunk) => blocks(new TextDecoder().decode(chunk)), end: () => [] }
        : null,
    );
    this.feed = startNetworkFeed(
      this.store,
      {
        own: OWN,
        live,
        getHAR: async () => {
          this.readings++;
          return { entries: this.har };
        },
        onRequestFinished: (listener) => {
          this.#finished = listener;
        },
        onNavigated: (listener) => {
          this.#navigated = listener;
        },
        getContent: async (request) => this.contents.get((request as { request: { url: string } }).request.url) ?? null,
        timeOrigin: async () => this.timeOrigin,
        longestTask: () => 0,
      },
      {
        frame: () => ({ name: 'sse', push: (chunk) => blocks(new TextDecoder().decode(chunk)), end: () => [] }),
        recording: () => this.recording,
        recordedAt: (time) => !this.pauses.some(([from, until]) => time >= from && time < until),
        keepLog: () => this.keepLog,
        bodyCap: () => 1000,
        now: () => this.now,
        later: (run, ms) => void this.#timers.push({ due: this.now + ms, run }),
      },
    );
  }

  /** Lets time pass, with all that was asked for in it. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      this.#timers.sort((a, b) => a.due - b.due);
      const next = this.#timers[0];
      if (!next || next.due > end) break;
      this.#timers.shift();
      this.now = Math.max(this.now, next.due);
      next.run();
      await settle();
    }
    this.now = end;
  }

  async finish(...requests: unknown[]): Promise<void> {
    for (const request of requests) this.#finished(request);
    await this.pass(100);
  }

  async navigate(timeOrigin: number): Promise<void> {
    this.timeOrigin = timeOrigin;
    this.#navigated();
    await settle();
  }

  /** The hook tells of an exchange. */
  page(api: Api, url: string, started: number, method = 'GET', headers: HeaderList = []): Exchange {
    const exchange = this.store.open({
      id: `1.${++this.#numbers}`,
      api,
      method,
      url,
      source: 'page',
      frame: { id: 0, url: 'http://a.test/' },
      stack: '',
      started,
      headers,
      protocols: [],
      options: {},
    });
    this.store.transition(exchange, api === 'fetch' ? 'pending' : 0, started, 'call');
    return exchange;
  }

  /** The hook tells of its response, and at `ended` of its end. */
  answer(exchange: Exchange, headers: HeaderList, ended: number | null = null, status = 200): void {
    const head = { status, statusText: '', headers, url: exchange.url, redirected: false, kind: 'basic' };
    this.store.response(exchange, { ...head, time: ended ?? this.now });
    if (ended !== null) this.store.end(exchange, ended);
  }

  get network(): Exchange[] {
    return this.store.exchanges.filter(({ source }) => source === 'network');
  }

  rows({ messages }: Exchange): unknown[] {
    return Array.from({ length: messages.length }, (_, i) => messages.data(i));
  }
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await Promise.resolve();
};

/** A framing for tests: a block is `comment:…`, `again:data` (with a reconnection time, too), or `name:data`. */
const blocks = (text: string) =>
  text.split('\n').flatMap((line) => {
    const [name = '', data = ''] = line.split(':');
    if (!name) return [];
    const again = { name: 'message', id: '', retry: 30 };
    const event =
      name === 'comment' ? { name: '', id: '', comment: data } : name === 'again' ? again : { name, id: '' };
    return [{ data: name === 'comment' ? '' : data, size: line.length, event }];
  });
