// What the panel does with whole logs: opens files, clears, and undoes either.
import { onCleanup } from 'solid-js';
import type { Panel } from '../panel-context.tsx';
import { fetchFile } from './fetch-file.ts';
import { importFile } from './import-file.ts';
import { slicesOf } from './slices.ts';

/** How long what was cleared can be brought back, ms. */
const UNDO = 20_000;

export interface Logs {
  /** Asks for files and opens them. */
  choose(): void;
  open(files: readonly File[]): void;
  /** Fetches logs, one after the other, and opens them. */
  fetch(urls: readonly string[]): void;
  /** Clears the list at once; for a while that can be undone. */
  clear(): void;
}

/** Must be called under a Solid owner. */
export function createLogs(panel: Panel): Logs {
  const { store, controls, tasks, t, format } = panel;
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.har,.gz,.json,.zip';
  input.hidden = true;
  input.setAttribute('aria-label', t('toolbar.open'));
  document.body.append(input);
  onCleanup(() => input.remove());

  const open = (files: readonly File[]): void => {
    for (const file of files) {
      void importFile(panel, { name: file.name, size: file.size, stream: () => slicesOf(file) });
    }
  };
  input.addEventListener('change', () => {
    open([...(input.files ?? [])]);
    // The same file may be chosen again.
    input.value = '';
  });

  const fetchAll = async (urls: readonly string[]): Promise<void> => {
    for (const url of urls) {
      try {
        await importFile(panel, await fetchFile(panel, url, location.href));
      } catch (error) {
        tasks.start({ text: t('import.failed', panel.secrets.text(url), (error as Error).message), tone: 'bad' });
      }
    }
  };

  return {
    choose: () => input.click(),
    open,
    fetch: (urls) => void fetchAll(urls),
    clear() {
      const exchanges = [...store.exchanges];
      const notices = [...store.notices];
      controls.clear();
      if (exchanges.length === 0) return;
      const task = tasks.start({ text: t('tasks.cleared', format.number(exchanges.length), exchanges.length) });
      const undo = (): void => {
        for (const exchange of exchanges) {
          const origin = store.origin(exchange);
          // One that was open came back meanwhile, with what happened since.
          if (!store.restore(exchange, origin)) store.restore({ ...exchange, id: store.freeId(exchange.id) }, origin);
        }
        for (const notice of notices) store.notice(notice);
        store.changed();
        task.end();
      };
      task.update({ actions: [{ label: t('tasks.undo'), run: undo }] });
      task.endIn(UNDO);
    },
  };
}
