// The panel as a plain page that opens saved logs: no extension, no page to observe. The build makes it one HTML file.
import { createSignal } from 'solid-js';
import { createAutomation } from '../src/automation/automation.ts';
import { chooseFramer } from '../src/decode/framing/choose.ts';
import { createDecodeService } from '../src/decode/service.ts';
import DecodeWorker from '../src/decode/worker.ts?worker&inline';
import { readRules } from '../src/har/redact/rules.ts';
import { createReplay } from '../src/replay/replay.ts';
import { openSettings, type SettingsStorage } from '../src/settings/settings.ts';
import { Store } from '../src/store/store.ts';
import type { Controls } from '../src/views/controls.ts';
import { mount } from '../src/views/mount.tsx';
import { saveFile } from './save-file.ts';

/** Even naming `localStorage` throws where storage is forbidden. */
function storage(): SettingsStorage {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}

const settings = openSettings(storage());
const store = new Store(chooseFramer);
const nothing = (): void => undefined;
const controls: Controls = {
  live: false,
  saveFile,
  replay: null,
  recording: () => true,
  record: nothing,
  clear: () => store.clear(),
  look: nothing,
  connection: () => ({ state: 'live', detail: '' }),
  subscribe: () => nothing,
};
// There is no page: every call says so.
const replay = createReplay({
  store,
  panel: '',
  reachable: () => [],
  subscribe: () => nothing,
  recording: () => true,
  look: nothing,
  reload: nothing,
  later: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  uuid: () => crypto.randomUUID(),
  now: () => Date.now(),
});
window.streamscope = createAutomation(
  __VERSION__,
  store,
  {
    ...controls,
    ready: Promise.resolve(),
    rules: () => readRules(settings.get('redaction')),
  },
  replay,
);

const dark = matchMedia('(prefers-color-scheme: dark)');
const [theme, setTheme] = createSignal<'dark' | 'light'>(dark.matches ? 'dark' : 'light');
dark.addEventListener('change', () => setTheme(dark.matches ? 'dark' : 'light'));

mount(theme, {
  store,
  decode: createDecodeService(new DecodeWorker()),
  controls,
  settings,
  version: __VERSION__,
  urls: new URLSearchParams(location.search).getAll('har'),
});
