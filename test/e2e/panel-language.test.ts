// The panel speaks the language of the browser. In Firefox only: Chromium takes its language from the system alone.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Driver } from '../browsers/driver.ts';
import { extensionOf } from '../browsers/extension.ts';
import { launch } from '../browsers/launch.ts';
import { type Servers, startServers } from '../servers/servers.ts';

let servers: Servers;
let driver: Driver;

beforeAll(async () => {
  servers = await startServers();
  driver = await launch('firefox', {
    extension: extensionOf('firefox'),
    url: servers.blank(),
    openPanel: true,
    prefs: { 'intl.accept_languages': 'zh-CN, zh' },
  });
});
afterAll(async () => {
  await driver.close();
  await servers.close();
});

it('speaks Simplified Chinese in a Chinese browser', async () => {
  const said = await driver.panel(() => ({
    lang: document.documentElement.lang,
    record: document.querySelector('[role=toolbar] .record')?.getAttribute('aria-label'),
    empty: document.querySelector('.empty-title')?.textContent,
  }));
  expect(said).toEqual({ lang: 'zh-CN', record: '记录', empty: '尚无通信' });
});
