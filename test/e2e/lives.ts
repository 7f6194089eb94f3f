// What tests of documents that come and go share.
import type { Scene } from './scene.ts';

/** A page that says how it was shown. */
export const page = (title: string) => `<!doctype html><link rel="icon" href="data:,"><title>${title}</title><script>
  onpageshow = ({ persisted }) => { window.shown = persisted ? 'restored' : 'loaded'; };</script>`;

/** Switches Keep log. */
export const keepLog = (scene: Scene, on: boolean) =>
  scene.driver.panel((wanted) => {
    const box = document.querySelector<HTMLInputElement>('.toolbar .check input');
    if (box && box.checked !== wanted) box.click();
  }, on);

/** The exchanges that the page's hook told of, by path, in order of start. */
export const paths = async (scene: Scene) =>
  (await scene.exchanges())
    .map(({ url }) => url.replace(/^\w+:\/\/[^/]+/, ''))
    .filter((path) => path.includes('once='));

/** Kinds of the notices that there are. */
export const notices = (scene: Scene) =>
  scene.driver.panel(() => (window.streamscope.har().log._streamscope?.notices ?? []).map(({ kind }) => kind));
