// The DevTools panel: joins the inspected tab's hooks to a store, and the store to the views.
import { createSignal } from 'solid-js';
import browser from 'webextension-polyfill';
import { createAutomation } from '../src/automation/automation.ts';
import { chooseFramer } from '../src/decode/framing/choose.ts';
import { createDecodeService } from '../src/decode/service.ts';
import { readRules } from '../src/har/redact/rules.ts';
import { openLinks } from '../src/ingest/link.ts';
import { openNetworkLog } from '../src/ingest/network/browser.ts';
import { startNetworkFeed } from '../src/ingest/network/feed.ts';
import { startSession } from '../src/ingest/session.ts';
import { createReplay } from '../src/replay/replay.ts';
import { openSettings } from '../src/settings/settings.ts';
import { Store } from '../src/store/store.ts';
import type { Controls } from '../src/views/controls.ts';
import { mount } from '../src/views/mount.tsx';
import { inject } from './inject.ts';
import { keepEscape } from './keep-escape.ts';
import { reload } from './reload.ts';
import { saveFile } from './save-file.ts';

const settings = openSettings(localStorage);
const store = new Store(chooseFramer);
const panel = crypto.randomUUID();
const options = {
  panel,
  bodyCap: () => settings.get('bodyCap') * 2 ** 20,
  keepLog: () => settings.get('keepLog'),
  now: () => Date.now(),
};
const session = startSession(store, options);
let bodyCap = settings.get('bodyCap');
settings.subscribe(() => {
  if (bodyCap === settings.get('bodyCap')) return;
  bodyCap = settings.get('bodyCap');
  session.reconfigure();
});
const network = startNetworkFeed(store, openNetworkLog(chrome.devtools, chrome.runtime.getURL('')), {
  ...options,
  frame: chooseFramer,
  recording: session.recording,
  recordedAt: session.recordedAt,
  later: (run, ms) => setTimeout(run, ms),
});
const clear = () => {
  session.clear();
  network.clear();
};

const replay = createReplay({
  store,
  panel,
  reachable: session.reachable,
  subscribe: session.subscribe,
  recording: session.recording,
  look: network.look,
  reload: (orders) => void reload(orders),
  later: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  uuid: () => crypto.randomUUID(),
  now: () => Date.now(),
});

window.streamscope = createAutomation(
  __VERSION__,
  store,
  {
    ...session,
    clear,
    look: network.look,
    rules: () => readRules(settings.get('redaction')),
  },
  replay,
);

openLinks(
  {
    tabId: chrome.devtools.inspectedWindow.tabId,
    onConnect: browser.runtime.onConnect,
    connect: (name) => browser.runtime.connect({ name }),
    onLeave: (run) => addEventListener('pagehide', run),
    ...(browser.tabs && {
      // Frames without our relay (privileged pages) do not answer; that is no error.
      askTab: (tabId: number, message: string) => void browser.tabs.sendMessage(tabId, message).catch(() => {}),
      inject,
    }),
  },
  session.take,
);

const controls: Controls = {
  live: true,
  saveFile,
  replay,
  recording: session.recording,
  record: session.record,
  clear,
  look: network.look,
  connection: session.connection,
  subscribe: session.subscribe,
};
const worker = new Worker(new URL('../src/decode/worker.ts', import.meta.url), { type: 'module' });
/** What Chrome and Firefox call the same thing. */
type ThemePanels = typeof chrome.devtools.panels & {
  setThemeChangeHandler?: (handler: (name: string) => void) => void;
  onThemeChanged?: { addListener(handler: (name: string) => void): void };
};
const panels = chrome.devtools.panels as ThemePanels;
const themeOf = (name: string) => (name === 'dark' ? 'dark' : 'light');
const [theme, setTheme] = createSignal<'dark' | 'light'>(themeOf(panels.themeName));
const follow = (name: string) => setTheme(themeOf(name));
if (panels.onThemeChanged) panels.onThemeChanged.addListener(follow);
else panels.setThemeChangeHandler?.(follow);

// Firefox hands nothing on; its own split console hears of every Escape but those that close a dialog by themselves.
if (browser.tabs) keepEscape(window);
mount(theme, {
  store,
  decode: createDecodeService(worker),
  controls,
  settings,
  version: __VERSION__,
});
