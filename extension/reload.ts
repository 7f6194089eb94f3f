// Reloads the inspected page with a stage in it from its first script on. Nothing else comes into a page that early.
import { comeOnStage } from 'virtual:stage';

/** @param orders as `src/replay/play/literal.ts` writes them; null: the stage comes later, as into any other document */
export function reload(orders: string | null): void {
  const { inspectedWindow } = chrome.devtools;
  // A literal, so that nothing of a recording is ever code.
  if (orders !== null) inspectedWindow.reload({ injectedScript: `(${comeOnStage})('', ${JSON.stringify(orders)})` });
  else inspectedWindow.eval('location.reload()');
}
