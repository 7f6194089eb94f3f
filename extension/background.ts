// Firefox's event page: joins content scripts and panels.
import browser from 'webextension-polyfill';
import { startRouter } from '../src/background/router.ts';

startRouter({
  onConnect: browser.runtime.onConnect,
  // Frames without our relay (privileged pages) do not answer; that is no error.
  askTab: (tabId, message) => void browser.tabs.sendMessage(tabId, message).catch(() => {}),
});
