// The dialog and the bar of playing, as a person uses them.
import { until } from '../browsers/until.ts';
import { textOf } from './panel-view.ts';
import type { Scene } from './scene.ts';

const DIALOG = 'dialog.play-dialog[open]';

/** A person opens the dialog, and chooses this recording alone. */
export async function openDialog(scene: Scene, id: string): Promise<void> {
  await scene.driver.click('.toolbar [aria-label="Play to the page…"]');
  await until('the dialog', () => scene.driver.panel((open) => document.querySelector(open) !== null, DIALOG));
  await scene.driver.panel((wanted) => {
    for (const box of document.querySelectorAll<HTMLInputElement>('.play-list input'))
      if (box.checked !== (box.dataset.id === wanted)) box.click();
  }, id);
}

/** Chooses in the select with this name. */
export const select = (scene: Scene, name: string, value: string): Promise<void> =>
  scene.driver.panel(
    (label, wanted) => {
      const all = [...document.querySelectorAll('select')];
      const found = all.find((each) => (each.ariaLabel ?? each.labels[0]?.textContent ?? '').startsWith(label));
      if (!found) throw new Error(`there is no select ${label}`);
      found.value = wanted;
      found.dispatchEvent(new Event('change', { bubbles: true }));
    },
    name,
    value,
  );

/** Types into the field with this name in place of what stands there. */
export async function fill(scene: Scene, name: string, value: string): Promise<void> {
  const focus = (label: string): boolean => {
    const labels = [...document.querySelectorAll('.play-dialog label')];
    const found = labels.find((each) => each.textContent?.trim().startsWith(label))?.querySelector('input');
    found?.focus();
    found?.select();
    return found !== undefined;
  };
  await until(`the field ${name}`, () => scene.driver.panel(focus, name));
  await scene.driver.type(value);
}

export async function play(scene: Scene): Promise<void> {
  await scene.driver.click('.play-dialog [type=submit]');
  await until('the bar', () => scene.driver.panel(() => document.querySelector('.play-bar') !== null));
}

/** Presses the button of the bar with this text. */
export const press = async (scene: Scene, label: string): Promise<void> => {
  await scene.driver.panel((wanted) => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('.play-bar button')];
    const found = buttons.find((each) => each.textContent === wanted);
    if (!found || found.disabled) throw new Error(`the button ${wanted} cannot be pressed`);
    found.focus();
  }, label);
  await scene.driver.press('Enter');
};

export const barSays = (scene: Scene, text: string): Promise<true> =>
  until(`the bar says ${text}`, async () => (await textOf(scene, '.play-bar')).includes(text));
