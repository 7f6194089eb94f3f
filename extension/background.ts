// Firefox's event page: joins content scripts and panels, and brings the actor into pages when a person asks.
import browser from 'webextension-polyfill';
import { startRouter } from '../src/background/router.ts';
import { inject } from './inject.ts';

startRouter({
  onConnect: browser.runtime.onConnect,
  // Frames without our relay (privileged pages) do not answer; that is no error.
  askTab: (tabId, message) => void browser.tabs.sendMessage(tabId, message).catch(() => {}),
  inject,
});
