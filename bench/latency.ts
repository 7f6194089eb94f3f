// How long it takes from an event on the page to its row on the screen of the real panel, at a steady rate of messages,
// in both browsers. ms, by the clock of the machine; a row counts from the first frame in which the list has it.
//
//   npx tsx bench/latency.ts [--rate 1000] [--seconds 10]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BROWSERS } from '../test/browsers/driver.ts';
import { extensionOf } from '../test/browsers/extension.ts';
import { launch } from '../test/browsers/launch.ts';
import { until } from '../test/browsers/until.ts';
import { startServers } from '../test/servers/servers.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    out: { type: 'string', default: 'out/latency.json' },
  },
});
const [rate, seconds] = [Number(values.rate), Number(values.seconds)];

/** Sends messages that tell their time, epoch ms, in step with the clock, whatever the timers do. */
const work = (url: string, perSecond: number, duration: number) =>
  new Promise<number>((resolve) => {
    const socket = new WebSocket(url);
    socket.onopen = () => {
      const began = performance.now();
      let sent = 0;
      const timer = setInterval(() => {
        const passed = (performance.now() - began) / 1000;
        for (const due = Math.min(passed, duration) * perSecond; sent < due; sent++) {
          socket.send(`${performance.timeOrigin + performance.now()}`);
        }
        if (passed < duration) return;
        clearInterval(timer);
        resolve(sent);
      }, 1);
    };
  });

/** Looks at the list in each frame and notes how old each row is that was not there before. */
function watchRows(): void {
  const ages: number[] = [];
  let newest = -1;
  const look = (): void => {
    const now = performance.timeOrigin + performance.now();
    let last = newest;
    for (const row of document.querySelectorAll<HTMLElement>('[role=grid][aria-label=Messages] [data-seq]')) {
      const seq = Number(row.dataset.seq);
      const sent = Number(/\d{13}(\.\d+)?/.exec(row.textContent ?? '')?.[0]);
      if (seq <= newest || !sent) continue;
      ages.push(now - sent);
      last = Math.max(last, seq);
    }
    newest = last;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  Object.assign(window, { ages });
}

const servers = await startServers();
const result: Record<string, unknown> = {};
for (const browser of BROWSERS) {
  const extension = extensionOf(browser);
  const url = servers.blank();
  const driver = await launch(browser, { extension, url, openPanel: true, networkEnabled: false });
  try {
    const ws = `${servers.wsOrigin}/ws?mute`;
    // One that stays, to be looked at: its rows are those of the messages to come.
    const running = driver.page(work, ws, rate, seconds);
    await until('the exchange', () => driver.panel(() => document.querySelector('[data-id]') !== null));
    await driver.click('[data-id] [role=gridcell]');
    await until('its messages', () => driver.panel(() => document.querySelector('[data-seq]') !== null));
    await driver.panel(watchRows);
    const sent = await running;
    const ages = await driver.panel(() => (window as never as { ages: number[] }).ages.sort((a, b) => a - b));
    const at = (part: number): number => Math.round(ages[Math.floor(ages.length * part)] ?? Number.NaN);
    result[browser] = { sent, rows: ages.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), most: at(0.9999) };
    process.stdout.write(`${browser} ${JSON.stringify(result[browser])}\n`);
  } finally {
    await driver.close();
  }
}
await servers.close();
fs.mkdirSync(path.dirname(values.out), { recursive: true });
fs.writeFileSync(values.out, `${JSON.stringify({ rate, seconds, ...result }, null, 2)}\n`);
