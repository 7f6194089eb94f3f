// Runs beside the page, in the extension's isolated world.
import { startRelay } from '../src/relay/relay.ts';

startRelay(window, chrome.runtime);
