// How the tests of logs use the panel: the export dialog, files dropped on it, and what lands in the download folder.
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../browsers/until.ts';
import type { Scene } from './scene.ts';

/** Waits for a complete file in `folder` and gives its content. */
export const untilFile = (folder: string, ending: string): Promise<Buffer> =>
  until(`a download that ends with ${ending}`, () => {
    const files = fs.readdirSync(folder).filter((name) => !/\.(part|crdownload|tmp)$/.test(name));
    const name = files.find((each) => each.endsWith(ending));
    const content = name && fs.readFileSync(path.join(folder, name));
    return content && content.length > 0 ? content : null;
  });

export async function openExport(scene: Scene): Promise<void> {
  await scene.driver.click('.toolbar [aria-label="Export…"]');
  await until('the dialog', () =>
    scene.driver.panel(() => document.querySelector('dialog.export-dialog[open]') !== null),
  );
}

export const untilReady = (scene: Scene): Promise<true> =>
  until('the export can begin', () =>
    scene.driver.panel(() => document.querySelector('.export-dialog [type=submit]:not(:disabled)') !== null),
  );

/** Presses the choice with this label: a format, or what is to be exported. */
export const choose = (scene: Scene, label: string): Promise<void> =>
  scene.driver.panel((wanted) => {
    const chips = [...document.querySelectorAll<HTMLElement>('.export-dialog [role=radio]')];
    chips.find((chip) => chip.textContent === wanted)?.click();
  }, label);

/** Opens a file in the panel as if it were dropped there. */
export const drop = (scene: Scene, name: string, content: string): Promise<void> =>
  scene.driver.panel(
    (title, text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], title));
      document.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    name,
    content,
  );

/** Closes every task and every dialog. */
export const closeTasks = (scene: Scene): Promise<void> =>
  scene.driver.panel(() => {
    for (const close of document.querySelectorAll<HTMLElement>(':is(.task, .dialog-head) [aria-label=Close]'))
      close.click();
  });

/** An entry of another tool's log: a WebSocket that received these texts, a second apart. */
export const socketEntry = (url: string, texts: readonly string[], status = 101) => ({
  startedDateTime: '2026-01-02T03:04:05.000Z',
  time: 10,
  request: { method: 'GET', url, headers: [] },
  response: { status, statusText: '', headers: [], content: { size: 0, mimeType: '' } },
  timings: { send: 0, wait: 5, receive: 5 },
  _resourceType: 'websocket',
  _webSocketMessages: texts.map((data, i) => ({ type: 'receive', time: 1767323045 + i, opcode: 1, data })),
});

/** A log of another tool, as JSON. */
export const logWith = (...entries: object[]): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } });
