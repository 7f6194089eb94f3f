// DevTools' own views tell of the page's code where they say who made a request, and pass over ours.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Driver } from '../browsers/driver.ts';
import { extensionOf } from '../browsers/extension.ts';
import { launch } from '../browsers/launch.ts';
import { until } from '../browsers/until.ts';
import { type Servers, startServers } from '../servers/servers.ts';
import { NetworkPanel } from './network-panel.ts';

const APP = `
const load = () => fetch('/text?by-fetch').then((response) => response.text());

const ask = () => new Promise((resolve) => {
  const xhr = new XMLHttpRequest();
  xhr.onloadend = resolve;
  xhr.open('GET', '/text?by-xhr');
  xhr.send();
});
const connect = () => new Promise((resolve) => {
  new WebSocket('/ws?by-socket').onopen = resolve;
});
onload = () => load().then(ask).then(connect).then(() => document.title = 'done');
`;

let servers: Servers;
let chromium: Driver;

beforeAll(async () => {
  servers = await startServers();
  servers.serve('/app.js', 'text/javascript', APP);
  servers.serve(
    '/app.html',
    'text/html',
    '<!doctype html><link rel="icon" href="data:,"><script src="/app.js"></script>',
  );
  chromium = await launch('chromium', {
    extension: extensionOf('chromium'),
    url: `${servers.origin}/app.html`,
    openPanel: true,
  });
});
afterAll(async () => {
  await chromium?.close();
  await servers?.close();
});

it('names the line of the page as the initiator of a request (Chromium)', async () => {
  const network = new NetworkPanel(chromium);
  await network.show();
  await chromium.page(() => location.reload());
  await until('the page has its answers', () => chromium.page(() => document.title === 'done'));
  // What DevTools show first may be what they know before they have read the map.
  await until('the lines of the page', async () => {
    const all = await network.initiators('ws?by-socket');
    const of = (name: string) => Object.entries(all).find(([each]) => each.startsWith(name))?.[1];
    expect([of('text?by-fetch'), of('text?by-xhr'), of('ws?by-socket')]).toEqual([
      expect.stringMatching(/^app\.js:2/),
      expect.stringMatching(/^app\.js:8/),
      expect.stringMatching(/^app\.js:11/),
    ]);
    return true;
  });
});
