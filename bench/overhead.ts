// What Streamscope costs the page: main-thread CPU of the same work without us, with listeners that do nothing, with the
// hook and no panel, while we record, and while Chrome's own Network panel records without us, or DevTools are open with
// another panel in front: they record the network all the same. `least` is what it costs to bring the payloads to DevTools
// and nothing else (bench/least), `least with heads` what it costs to tell of requests who asked, the head, states and times,
// too. Alternating in one run; medians and ratios as JSON.
//
//   npm run bench -- [--rounds 7] [--only flood,...] [--modes unhooked,hooked,...] [--against <another Chrome build>]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import puppeteer, { type Browser, type CDPSession, type Page } from 'puppeteer-core';
import { findBrowser } from '../test/browsers/find.ts';
import { type Servers, startServers } from '../test/servers/servers.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string' },
    modes: { type: 'string' },
    against: { type: 'string' },
    out: { type: 'string', default: 'out/overhead.json' },
  },
});

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--window-size=1400,900',
];

const ALL = [
  'unhooked',
  'bare',
  'hooked',
  'hooked before',
  'DevTools',
  'recording',
  'recording before',
  'least',
  'least with heads',
  'network panel',
] as const;
type Mode = (typeof ALL)[number];

/** The least that any tool must do which hears of these events: listeners and stand-ins that do nothing. */
const BARE = `
  const hear = (name, types) => {
    window[name] = new Proxy(window[name], {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget);
        for (const type of types) made.addEventListener(type, () => {});
        return made;
      },
    });
  };
  hear('WebSocket', ['open', 'message', 'close', 'error']);
  hear('EventSource', ['open', 'message', 'error']);
  hear('XMLHttpRequest', ['readystatechange', 'progress', 'load']);
  const passOn = { apply: (target, self, args) => Reflect.apply(target, self, args).then((value) => value) };
  for (const [of, name] of [
    [window, 'fetch'],
    [Response.prototype, 'text'],
    [Response.prototype, 'json'],
    [ReadableStreamDefaultReader.prototype, 'read'],
  ]) of[name] = new Proxy(of[name], passOn);`;
/** `before` is the other build, for comparing two in one state of the machine. */
const MODES = ALL.filter((mode) =>
  options.modes ? options.modes.split(',').includes(mode) : options.against || !mode.endsWith('before'),
);

/** Messages, chunks or requests in each workload. */
const EVENTS: Record<string, number> = {
  flood: 30_000,
  stream: 1526,
  eventsource: 20_000,
  xhr: 400,
  fetch: 400,
  page: 500,
};

/** Work done on the page; the string is evaluated there. Each takes about half a second without us. */
const workloads = (servers: Servers): Record<string, string> => ({
  flood: `new Promise((resolve) => {
    const socket = new WebSocket('${servers.wsOrigin}/ws?burst=30000&size=200&close=1000');
    let got = 0;
    socket.onmessage = (event) => { got += event.data.length; };
    socket.onclose = () => resolve(got);
  })`,
  stream: `(async () => {
    const reader = (await fetch('${servers.origin}/bytes?size=100000000&piece=65536')).body.getReader();
    let got = 0;
    for (;;) { const { done, value } = await reader.read(); if (done) return got; got += value.length; }
  })()`,
  eventsource: `new Promise((resolve) => {
    const source = new EventSource('${servers.origin}/sse?count=20000&size=100&ids=1&open=1');
    let got = 0;
    source.onmessage = () => { if (++got === 20000) { source.close(); resolve(got); } };
  })`,
  xhr: `(async () => {
    for (let i = 0; i < 400; i++) await new Promise((resolve) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', '${servers.origin}/json?i=' + i);
      xhr.onload = () => resolve(xhr.responseText.length);
      xhr.send();
    });
  })()`,
  fetch: `(async () => {
    for (let i = 0; i < 400; i++) await (await fetch('${servers.origin}/json?i=' + i)).json();
  })()`,
  page: `(async () => {
    await Promise.all(Array.from({ length: 500 }, async (_, i) => (await fetch('${servers.origin}/json?p=' + i)).text()));
  })()`,
});

interface Stage {
  mode: Mode;
  browser: Browser;
  page: Page;
  cdp: CDPSession;
}

/** Where the least tool is; `heads`: as one that tells of requests what the extension tells. */
function leastTool(heads: boolean): string {
  if (!heads) return 'bench/least';
  const copy = path.join(path.dirname(String(options.out)), 'least');
  fs.cpSync('bench/least', copy, { recursive: true });
  const script = path.join(copy, 'page.js');
  fs.writeFileSync(script, fs.readFileSync(script, 'utf8').replace('HEADS = false', 'HEADS = true'));
  return copy;
}

async function stage(mode: Mode, executablePath: string, url: string): Promise<Stage> {
  const least = mode.startsWith('least');
  const hooked = mode.startsWith('hooked') || mode.startsWith('recording') || least;
  const other = mode.endsWith('before') ? options.against : undefined;
  const build = least ? leastTool(mode === 'least with heads') : (other ?? 'dist/chrome');
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    pipe: true,
    handleDevToolsAsPage: true,
    defaultViewport: null,
    // Puppeteer's own Network domain would send every frame to this script as well.
    networkEnabled: false,
    args: ARGS,
    enableExtensions: hooked,
  });
  // Not by a list of paths above: puppeteer would not wait for them.
  if (hooked) await browser.installExtension(path.resolve(build));
  const [page] = await browser.pages();
  if (!page) throw new Error('Chromium opened no page');
  if (mode === 'bare') await page.evaluateOnNewDocument(`{${BARE}}`);
  await page.goto(url);
  if (mode.startsWith('recording')) await openView(page, (id) => `chrome-extension://${id}Streamscope`);
  if (mode === 'network panel') await openView(page, () => 'network');
  if (mode === 'DevTools' || least) await openView(page, () => 'sources');
  const cdp = await page.createCDPSession();
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { mode, browser, page, cdp };
}

async function openView(page: Page, view: (extensionId: string) => string): Promise<void> {
  const devtools = await page.openDevTools();
  let id = '';
  if (view('x') !== view('y')) {
    const own = await devtools.waitForFrame((frame) => frame.url().startsWith('chrome-extension://'), {
      timeout: 20_000,
    });
    id = new URL(own.url()).host;
  }
  // Its modules must not be touched before it has drawn itself.
  else await devtools.waitForSelector('.root-view', { timeout: 20_000 });
  await devtools.waitForFunction(
    `import('./ui/legacy/legacy.js').then(({ ViewManager }) => {
      const views = ViewManager.ViewManager.instance();
      return views.views.has(${JSON.stringify(view(id))}) && views.showView(${JSON.stringify(view(id))}).then(() => true);
    })`,
    { timeout: 20_000, polling: 100 },
  );
  if (id) {
    const panel = await devtools.waitForFrame(
      (frame) => frame.url().split(/[?#]/)[0]?.endsWith('/panel.html') ?? false,
    );
    await panel.waitForFunction('window.streamscope && window.streamscope.ready.then(() => true)');
  }
}

/** Seconds of the page's main thread that `work` took, the quarter second after it included. */
async function cpu({ page, cdp }: Stage, url: string, work: string): Promise<{ cpu: number; wall: number }> {
  await page.goto(url);
  const read = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0;
  };
  const before = await read();
  const started = performance.now();
  await page.evaluate(work);
  const wall = (performance.now() - started) / 1000;
  // What is still to be flushed belongs to the cost.
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 250))');
  return { cpu: (await read()) - before, wall };
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 1000) / 1000;

async function main(): Promise<void> {
  const servers = await startServers();
  const executablePath = await findBrowser('chromium');
  const url = servers.blank();
  const stages: Stage[] = [];
  const result: Record<string, unknown> = {};
  try {
    for (const mode of MODES) stages.push(await stage(mode, executablePath, url));
    const only = options.only?.split(',');
    for (const [name, work] of Object.entries(workloads(servers))) {
      if (only && !only.includes(name)) continue;
      const taken = Object.fromEntries(MODES.map((mode) => [mode, { cpu: [] as number[], wall: [] as number[] }]));
      for (let i = -1; i < Number(options.rounds); i++) {
        for (const each of stages) {
          const { cpu: seconds, wall } = await cpu(each, url, work);
          // The first round warms up.
          if (i >= 0) {
            taken[each.mode]?.cpu.push(seconds);
            taken[each.mode]?.wall.push(wall);
          }
        }
      }
      const cpuOf = (mode: Mode) => median(taken[mode]?.cpu ?? []);
      const base = cpuOf('unhooked');
      const added = cpuOf('network panel') - base;
      const others = MODES.filter((mode) => mode !== 'unhooked');
      const microseconds = (mode: Mode) => ((cpuOf(mode) - base) * 1e6) / (EVENTS[name] ?? Number.NaN);
      const row = {
        cpuSeconds: Object.fromEntries(MODES.map((mode) => [mode, round(cpuOf(mode))])),
        wallSeconds: Object.fromEntries(MODES.map((mode) => [mode, round(median(taken[mode]?.wall ?? []))])),
        toUnhooked: Object.fromEntries(others.map((mode) => [mode, round(cpuOf(mode) / base)])),
        microsecondsAddedPerEvent: Object.fromEntries(others.map((mode) => [mode, round(microseconds(mode))])),
        addedByRecordingToAddedByNetworkPanel: round((cpuOf('recording') - base) / added),
        // What a tool adds to open DevTools, which record the network whichever panel is in front.
        overDevToolsToAddedByNetworkPanel: Object.fromEntries(
          (['recording', 'recording before', 'least', 'least with heads'] as const)
            .filter((mode) => MODES.includes(mode))
            .map((mode) => [mode, round((cpuOf(mode) - cpuOf('DevTools')) / added)]),
        ),
      };
      result[name] = row;
      console.log(name, JSON.stringify(row));
    }
  } finally {
    await Promise.all(stages.map((each) => each.browser.close()));
    await servers.close();
  }
  const out = String(options.out);
  fs.mkdirSync(path.dirname(out), { recursive: true });
  fs.writeFileSync(out, `${JSON.stringify({ rounds: Number(options.rounds), result }, null, 2)}\n`);
  console.log(`written to ${out}`);
}

await main();
