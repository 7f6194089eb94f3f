// The DevTools panel: joins the inspected tab's hooks to a store, and the store to the views.
import browser from 'webextension-polyfill';
import { createAutomation } from '../src/automation/automation.ts';
import { chooseFramer } from '../src/decode/framing/choose.ts';
import { openLinks } from '../src/ingest/link.ts';
import { startSession } from '../src/ingest/session.ts';
import { Store } from '../src/store/store.ts';

const store = new Store(chooseFramer);
const session = startSession(store, { bodyCap: () => 16 * 2 ** 20, keepLog: () => false, now: () => Date.now() });
const controls = { ready: session.ready, record: session.record, clear: session.clear };
window.streamscope = createAutomation(__VERSION__, store, controls);

openLinks(
  {
    tabId: chrome.devtools.inspectedWindow.tabId,
    onConnect: browser.runtime.onConnect,
    connect: (name) => browser.runtime.connect({ name }),
    ...(browser.tabs && {
      askTab: (tabId: number, message: string) => void browser.tabs.sendMessage(tabId, message).catch(() => {}),
    }),
  },
  session.take,
);
