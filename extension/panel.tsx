// The DevTools panel: joins the inspected tab's hooks to a store, and the store to the views.
import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import browser from 'webextension-polyfill';
import { createAutomation } from '../src/automation/automation.ts';
import { chooseFramer } from '../src/decode/framing/choose.ts';
import { createDecodeService } from '../src/decode/service.ts';
import { openLinks } from '../src/ingest/link.ts';
import { startSession } from '../src/ingest/session.ts';
import { openSettings } from '../src/settings/settings.ts';
import { Store } from '../src/store/store.ts';
import { App } from '../src/views/app.tsx';
import type { Controls } from '../src/views/controls.ts';

/** Bytes of one exchange's opaque binary body that are kept. */
const BODY_CAP = 16 * 2 ** 20;

const settings = openSettings(localStorage);
const store = new Store(chooseFramer);
const session = startSession(store, {
  bodyCap: () => BODY_CAP,
  keepLog: () => settings.get('keepLog'),
  now: () => Date.now(),
});

window.streamscope = createAutomation(__VERSION__, store, session);

openLinks(
  {
    tabId: chrome.devtools.inspectedWindow.tabId,
    onConnect: browser.runtime.onConnect,
    connect: (name) => browser.runtime.connect({ name }),
    ...(browser.tabs && {
      // Frames without our relay (privileged pages) do not answer; that is no error.
      askTab: (tabId: number, message: string) => void browser.tabs.sendMessage(tabId, message).catch(() => {}),
    }),
  },
  session.take,
);

const controls: Controls = {
  recording: session.recording,
  record: session.record,
  clear: session.clear,
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

const root = document.getElementById('app');
if (root) {
  const decode = createDecodeService(worker);
  render(() => <App store={store} decode={decode} controls={controls} settings={settings} theme={theme()} />, root);
}
