// Reloads the inspected page with a stage in it from its first script on. Nothing else comes into a page that early.
import { comeOnStage } from 'virtual:stage';

/**
 * When the answer comes, DevTools know of the document that is there. Firefox's, told while they
 * do not, may ignore each further reload.
 */
const known = (): Promise<void> =>
  new Promise((resolve) => {
    chrome.devtools.inspectedWindow.eval('document.readyState', () => resolve());
  });

/** @param orders as `src/replay/play/literal.ts` writes them; null: the stage comes later, as into any other document */
export async function reload(orders: string | null): Promise<void> {
  const { inspectedWindow } = chrome.devtools;
  // A literal, so that nothing of a recording is ever code.
  if (orders !== null) {
    await known();
    inspectedWindow.reload({ injectedScript: `(${comeOnStage})('', ${JSON.stringify(orders)})` });
  } else inspectedWindow.eval('location.reload()');
}
