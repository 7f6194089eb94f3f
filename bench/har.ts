// What it takes to write and to read a log: 1,000,000 messages of 200 B, as ratios to JSON.stringify and JSON.parse of
// the same log in the same run.
//
//   node --expose-gc --import tsx bench/har.ts [--messages 1000000] [--size 200]
import fs from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chooseFramer } from '../src/decode/framing/choose.ts';
import { readHar, storeSink } from '../src/har/read.ts';
import { rowsOf, toHar, writeHar } from '../src/har/write.ts';
import { Store } from '../src/store/store.ts';
import { SENT } from '../src/wire/capture.ts';

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '1000000' }, size: { type: 'string', default: '200' } },
});
const [count, size] = [Number(values.messages), Number(values.size)];
const START = Date.UTC(2026, 10, 21);

function filled(): Store {
  const store = new Store(chooseFramer);
  const exchange = store.open({
    id: '1.1',
    api: 'websocket',
    method: 'GET',
    url: 'wss://example.org/',
    source: 'page',
    frame: { id: 0, url: 'https://example.org/' },
    stack: '',
    started: START,
    headers: [],
    protocols: [],
    options: {},
  });
  // As ingest does it: some hundred messages share a block.
  const perBlock = 256;
  for (let first = 0; first < count; first += perBlock) {
    const texts = Array.from({ length: Math.min(perBlock, count - first) }, (_, i) =>
      `{"n":${first + i},"text":"`.padEnd(size - 2, 'x').concat('"}'),
    );
    const block = texts.join('');
    for (const [i] of texts.entries()) {
      const flags = (first + i) % 4 === 0 ? SENT : 0;
      store.append(exchange, { time: START + (first + i) / 7, flags, size, block, start: i * size, length: size });
    }
  }
  store.end(exchange, START + count);
  return store;
}

const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
const used = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const MB = 1e6;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Longest time between two turns of others, ms, and the largest heap seen above that at the start. */
class Watch {
  #base: number;
  #last = performance.now();
  peak = 0;
  longest = 0;

  constructor() {
    collect();
    this.#base = used();
  }

  /** After each piece of work. */
  look(): void {
    this.peak = Math.max(this.peak, used() - this.#base);
    this.longest = Math.max(this.longest, performance.now() - this.#last);
    this.#last = performance.now();
  }
}

const store = filled();
let written = 0;
const tick = (rows: number): void => {
  written += rows;
};
const options = { version: '0', now: START, tick };
collect();
const held = used();

const file = `${process.env.TMPDIR ?? '/tmp'}/streamscope-bench-${process.pid}.har`;
const out = fs.createWriteStream(file);
const writing = new Watch();
let began = performance.now();
let busy = 0;
for (const piece of writeHar(store.exchanges, options)) {
  writing.look();
  const waited = performance.now();
  if (!out.write(piece)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  else await turn();
  busy += performance.now() - waited;
}
const writeTime = performance.now() - began;
const rowsTold = written;
await new Promise<void>((resolve) => out.end(() => resolve()));
const bytes = fs.statSync(file).size;

began = performance.now();
let whole = JSON.stringify(toHar(store.exchanges, options));
const stringifyTime = performance.now() - began;
began = performance.now();
JSON.parse(whole);
const parseTime = performance.now() - began;
whole = '';

const again = new Store(chooseFramer);
const reading = new Watch();
began = performance.now();
const result = await readHar(fs.createReadStream(file, { highWaterMark: 256 * 1024 }), storeSink(again), {
  onProgress: () => reading.look(),
});
const readTime = performance.now() - began;
collect();
const kept = used() - held;
fs.rmSync(file);

console.log(
  JSON.stringify(
    {
      messages: count,
      fileMB: round(bytes / MB),
      write: {
        seconds: round(writeTime / 1000),
        ofWhichWaiting: round(busy / 1000),
        toJsonStringify: round((writeTime - busy) / stringifyTime),
        complete: rowsTold === rowsOf(store.exchanges),
        peakMB: round(writing.peak / MB),
        longestStretchMs: round(writing.longest),
      },
      read: {
        seconds: round(readTime / 1000),
        toJsonParse: round(readTime / parseTime),
        peakMB: round(reading.peak / MB),
        storeMB: round(kept / MB),
        problems: result.problemCount,
        messages: again.totals.messages,
      },
      jsonStringifySeconds: round(stringifyTime / 1000),
      jsonParseSeconds: round(parseTime / 1000),
    },
    null,
    2,
  ),
);
