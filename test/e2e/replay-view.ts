// How the tests of replaying use the panel's boxes: by mouse and keyboard, as a person does.
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import type { Scene } from './scene.ts';

export const untilShown = (scene: Scene, selector: string): Promise<true> =>
  until(`${selector} is shown`, () =>
    scene.driver.panel((wanted) => document.querySelector(wanted) !== null, selector),
  ) as Promise<true>;

export const untilGone = (scene: Scene, selector: string): Promise<true> =>
  until(`${selector} is gone`, () =>
    scene.driver.panel((wanted) => document.querySelector(wanted) === null, selector),
  ) as Promise<true>;

/** Clicks what matches, once it is there. */
export async function press(scene: Scene, selector: string): Promise<void> {
  await untilShown(scene, selector);
  await scene.driver.click(selector);
}

/** Presses the chip with this label. */
export async function chip(scene: Scene, group: string, label: string): Promise<void> {
  const mark = 'data-test-chip';
  await untilShown(scene, `${group} [role=radio]`);
  await scene.driver.panel(
    (within, wanted, name) => {
      for (const each of document.querySelectorAll(`[${name}]`)) each.removeAttribute(name);
      const chips = [...document.querySelectorAll<HTMLElement>(`${within} [role=radio]`)];
      chips.find((each) => each.textContent === wanted)?.setAttribute(name, '');
    },
    group,
    label,
    mark,
  );
  await scene.driver.click(`[${mark}]`);
}

/** Replaces the text of a field by typing. */
export async function fill(scene: Scene, selector: string, text: string): Promise<void> {
  await press(scene, selector);
  await scene.driver.press('Control+a');
  if (text === '') await scene.driver.press('Delete');
  else await scene.driver.type(text);
  // Now and then keys go astray in Firefox: said here, where it is seen what came of them.
  await until(`${selector} holds ${text}`, async () => {
    const value = await fieldOf(scene, selector);
    if (value !== text) throw new Error(`it holds ${value}`);
    return true;
  });
}

/** What a field holds. */
export const fieldOf = (scene: Scene, selector: string): Promise<string> =>
  scene.driver.panel(
    (wanted) => document.querySelector<HTMLInputElement | HTMLTextAreaElement>(wanted)?.value ?? '(no field)',
    selector,
  );

/** Waits for an error with this code, and gives its text. */
export const untilError = (scene: Scene, code: string): Promise<string> =>
  until(`the error ${code}`, () =>
    scene.driver.panel(
      (wanted) => document.querySelector(`.dialog-error[data-code="${wanted}"]`)?.textContent ?? '',
      code,
    ),
  );

/**
 * A chat of the page: it sends each message when the reply to the one before has come, then closes. What begins with
 * `0x` is base64 of a binary one.
 */
export async function chat(scene: Scene, path: string, texts: string[], protocols: string[] = []): Promise<Summary> {
  await scene.driver.page(
    (url, list, offered) =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(url, offered);
        const left = [...list];
        const next = () => {
          const text = left.shift();
          if (text === undefined) socket.close(1000);
          else socket.send(text.startsWith('0x') ? Uint8Array.from(atob(text.slice(2)), (c) => c.charCodeAt(0)) : text);
        };
        socket.onopen = next;
        socket.onmessage = next;
        socket.onclose = () => resolve();
      }),
    scene.servers.wsOrigin + path,
    texts,
    protocols,
  );
  return await scene.exchange(path);
}
