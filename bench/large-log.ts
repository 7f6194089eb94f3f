// What it takes to read a log of 1 GB: CPU time as a ratio to JSON.parse of the same entries one by one in the same run, peak
// memory as a ratio to the size of the file. Each way in a process of its own; the file is removed afterwards.
//
// Linux only: memory and time are those of the kernel.
//
//   npm run build && node --import tsx bench/large-log.ts [--megabytes 1000] [--exchanges 1000] [--size 200]
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseFramer } from '../src/decode/framing/choose.ts';
import { HarFile } from '../src/har/file.ts';
import { readHar, storeSink } from '../src/har/read.ts';
import type { Exchange } from '../src/store/exchange.ts';
import { Store } from '../src/store/store.ts';
import { SENT } from '../src/wire/capture.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    exchanges: { type: 'string', default: '1000' },
    size: { type: 'string', default: '200' },
    /** Of the processes that this one starts. */
    way: { type: 'string' },
    file: { type: 'string' },
  },
});
const MB = 1e6;
const START = Date.UTC(2026, 10, 21);
/** Bytes of a message in the file beside its payload. */
const AROUND = 71;

function exchangeOf(number: number, messages: number, size: number): Exchange {
  const store = new Store(chooseFramer);
  const exchange = store.open({
    id: `1.${number}`,
    api: 'websocket',
    method: 'GET',
    url: `wss://example.org/${number}`,
    source: 'page',
    frame: { id: 0, url: 'https://example.org/' },
    stack: '',
    started: START,
    headers: [],
    protocols: [],
    options: {},
  });
  for (let i = 0; i < messages; i++) {
    const block = `{"n":${i},"text":"`.padEnd(size - 2, 'x').concat('"}');
    const row = { time: START + i / 7, flags: i % 4 === 0 ? SENT : 0, size, block, start: 0, length: size };
    store.append(exchange, row);
  }
  store.end(exchange, START + messages);
  return exchange;
}

function* fileOf(bytes: number, exchanges: number, size: number): Generator<string> {
  const file = new HarFile({ version: '0', now: START });
  const messages = Math.ceil(bytes / exchanges / (size + AROUND));
  yield file.head();
  for (let i = 0; i < exchanges; i++) yield* file.entry(exchangeOf(i, messages, size));
  yield file.tail();
}

/** Each reads the file and gives how many messages it has seen. */
const WAYS: Record<string, (file: string) => Promise<number>> = {
  /** One entry a line, as our writer puts them. */
  async jsonParse(file) {
    let messages = 0;
    for await (const line of createInterface({ input: fs.createReadStream(file) })) {
      if (!line.startsWith('{"pageref"')) continue;
      messages += JSON.parse(line.replace(/,$/, ''))._webSocketMessages.length;
    }
    return messages;
  },
  /** One exchange after the other, none kept. */
  async read(file) {
    let messages = 0;
    const take = (exchange: Exchange): void => {
      messages += exchange.messages.length;
    };
    await readHar(fs.createReadStream(file, { highWaterMark: 256 * 1024 }), { exchange: take });
    return messages;
  },
  /** All into a store, as a panel does. */
  async keep(file) {
    const store = new Store(chooseFramer);
    await readHar(fs.createReadStream(file, { highWaterMark: 256 * 1024 }), storeSink(store));
    return store.totals.messages;
  },
};

/** Linux tells CPU time in hundredths of a second. */
const TICKS = 100;

interface Figures {
  seconds: number;
  cpuSeconds: number;
  peakMB: number;
  messages: number;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Runs a program and reads what the kernel tells of its memory while it lives. */
async function measured(args: string[]): Promise<Figures> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let [peak, ticks] = [0, 0];
  const look = (): void => {
    try {
      const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const stat = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
      ticks = Math.max(ticks, Number(stat[13]) + Number(stat[14]));
    } catch {
      // It has ended since.
    }
  };
  const timer = setInterval(look, 50);
  const began = performance.now();
  let out = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  const { messages, totals } = JSON.parse(out);
  return {
    seconds: round((performance.now() - began) / 1000),
    cpuSeconds: ticks / TICKS,
    peakMB: Math.round(peak / MB),
    messages: messages ?? totals.messages,
  };
}

if (values.way && values.file) {
  const messages = (await WAYS[values.way]?.(values.file)) ?? 0;
  console.log(JSON.stringify({ messages }));
} else {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-bench-'));
  try {
    const file = path.join(folder, 'large.har');
    await pipeline(
      fileOf(Number(values.megabytes) * MB, Number(values.exchanges), Number(values.size)),
      fs.createWriteStream(file),
    );
    const fileMB = fs.statSync(file).size / MB;
    const self = fileURLToPath(import.meta.url);
    const own = (way: string): string[] => ['--import', 'tsx', self, '--way', way, '--file', file];
    const parse = await measured(own('jsonParse'));
    const ways = {
      read: await measured(own('read')),
      keep: await measured(own('keep')),
      stats: await measured(['bin/streamscope.js', 'stats', '--json', file]),
    };
    const ratios = Object.entries(ways).map(([way, figures]) => [
      way,
      {
        ...figures,
        cpuToJsonParse: round(figures.cpuSeconds / parse.cpuSeconds),
        peakToFile: round(figures.peakMB / fileMB),
      },
    ]);
    console.log(
      JSON.stringify({ fileMB: Math.round(fileMB), jsonParse: parse, ...Object.fromEntries(ratios) }, null, 2),
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
