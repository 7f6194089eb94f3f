// Holding messages as a person does it: the button, the box, the bar with its list, by mouse and by keyboard.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../browsers/until.ts';
import { held, openSocket, pageSaw, seenBy, serverGot, serverHas, socketDoes } from './break-calls.ts';
import { pathOf } from './compare.ts';
import { rowsOf, textOf } from './panel-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const there = (scene: Scene, selector: string): Promise<true> =>
  until(selector, () => scene.driver.panel((wanted) => document.querySelector(wanted) !== null, selector));
const gone = (scene: Scene, selector: string): Promise<true> =>
  until(`no ${selector}`, () => scene.driver.panel((wanted) => document.querySelector(wanted) === null, selector));

/** Fills in the field and leaves the focus there. */
async function fill(scene: Scene, selector: string, value: string): Promise<void> {
  await scene.driver.panel((wanted) => {
    const field = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(wanted);
    if (!field) throw new Error(`there is no ${wanted}`);
    field.focus();
    field.select();
  }, selector);
  await scene.driver.type(value);
}

const SWITCH = '.toolbar [aria-label="Show secrets"]';

/** What has the focus, in its own words. */
const focused = (scene: Scene): Promise<string> =>
  scene.driver.panel(() => {
    const { activeElement } = document;
    return activeElement?.ariaLabel ?? activeElement?.textContent ?? '';
  });

const pressed = (scene: Scene): Promise<string | null> =>
  scene.driver.panel(() => document.querySelector('.break-button')?.getAttribute('aria-pressed') ?? null);

inEachBrowser('holding messages from the panel', 'input', (scene) => {
  beforeAll(() => scene.fresh());
  beforeEach(async () => {
    await scene.driver.panel(async () => {
      for (const dialog of document.querySelectorAll('dialog')) dialog.close();
      await window.streamscope.breakOff();
      window.streamscope.clear();
    });
  });

  it('is switched on in a box, says so in a bar, and edits, drops and releases by mouse', async () => {
    const path = pathOf('/ws', { mute: 1 });
    await openSocket(scene, path);
    expect(await pressed(scene)).toBe('false');
    await scene.driver.click('.toolbar .break-button');
    await there(scene, 'dialog.break-dialog[open]');
    await fill(scene, '.break-dialog [data-field=text]', 'stop');
    await scene.driver.click('.break-dialog [type=submit]');
    await there(scene, '.break-bar');
    expect(await pressed(scene)).toBe('true');
    expect(await textOf(scene, '.break-bar')).toContain('contains “stop”');

    for (const text of ['passes', 'stop 1', 'stop 2', '{"stop": 3}']) await socketDoes(scene, 'send', text);
    await until(
      'three rows',
      async () => (await scene.driver.panel(() => document.querySelectorAll('.break-row').length)) === 3,
    );
    expect(await textOf(scene, '.break-line')).toContain('3 held');
    expect(await textOf(scene, '.break-announcement')).toContain('Held: Sent');
    await scene.driver.click('.break-row:nth-child(3) [data-act=edit]');
    await there(scene, 'dialog.break-edit[open]');
    await fill(scene, '.break-edit textarea', '{');
    await there(scene, '.break-edit [role=alert]');
    await fill(scene, '.break-edit textarea', '{"go": 3}');
    await gone(scene, '.break-edit [role=alert]');
    await scene.driver.click('.break-edit [type=submit]');
    await gone(scene, 'dialog.break-edit[open]');
    await scene.driver.click('.break-row:nth-child(2) [data-act=drop]');
    await until(
      'one row',
      async () => (await scene.driver.panel(() => document.querySelectorAll('.break-row').length)) === 1,
    );
    await scene.driver.click('.break-row [data-act=release]');
    await serverHas(scene, path, ['passes', 'stop 1', '{"go": 3}']);

    const { id } = await scene.exchange(path, () => true);
    await scene.driver.click(`[data-id="${id}"]`);
    const marks = async () => (await rowsOf(scene, 'Messages')).map(({ pictures }) => pictures.join());
    // What became of a message is told after it.
    let all: string[] = [];
    await until('the marks', async () => {
      all = await marks();
      return all.length === 5 && !all.some((mark) => mark.includes('Held on its way'));
    });
    expect(all[1]).toContain('then sent as it was');
    expect(all[2]).toContain('dropped: this was never sent');
    expect(all[3]).toContain('edited: this was never sent');
    expect(all[4]).toContain('Made by you');
    await scene.driver.click('[data-seq="2"]');
    await until('the words', async () =>
      (await textOf(scene, '.message-view')).includes('dropped: this was never sent'),
    );

    await scene.driver.panel(() => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('.break-line button')];
      buttons.find((each) => each.textContent === 'Off')?.click();
    });
    await gone(scene, '.break-bar');
    expect(await pressed(scene)).toBe('false');
  });

  it('goes by keyboard alone; the focus stays with the list and comes back from the box', async () => {
    const path = pathOf('/ws');
    await openSocket(scene, path);
    await scene.driver.panel(() => document.querySelector<HTMLElement>('.break-button')?.focus());
    await scene.driver.press('Enter');
    await there(scene, 'dialog.break-dialog[open]');
    await fill(scene, '.break-dialog [data-field=url]', '*/ws*');
    await fill(scene, '.break-dialog [data-field=text]', 'go');
    await scene.driver.press('Enter');
    await there(scene, '.break-bar');
    await until('the focus is back', async () => (await focused(scene)) === 'Break…');

    await socketDoes(scene, 'send', 'go a');
    await socketDoes(scene, 'send', 'go b');
    await held(scene, 2);
    await there(scene, '.break-row:nth-child(2)');
    await scene.driver.panel(() => document.querySelector<HTMLElement>('.break-row [data-act=edit]')?.focus());
    await scene.driver.press('Tab');
    await until('the focus is on its release', async () => /^Release: .*a$/.test(await focused(scene)));
    await scene.driver.press('Enter');
    await until('the focus is on the next one', async () => /^Release: .*b$/.test(await focused(scene)));
    await serverHas(scene, path, ['go a']);
    await scene.driver.panel(() => document.querySelector<HTMLElement>('.break-row [data-act=edit]')?.focus());
    await scene.driver.press('Enter');
    await there(scene, 'dialog.break-edit[open]');
    await until('one can write', async () => (await focused(scene)) === 'What goes on in its place');
    await scene.driver.press('Escape');
    await gone(scene, 'dialog.break-edit[open]');
    await until('the focus is back on it', async () => /^Edit…: .*b$/.test(await focused(scene)));
    expect(serverGot(scene, path)).toEqual(['go a']);
  });

  it('hides secrets, and sends them as they were unless they are edited', async () => {
    const token = 'tok_7QmZ2vL9xR4nB8sW';
    const path = pathOf('/ws', { mute: 1, access_token: token });
    await openSocket(scene, path);
    await scene.driver.panel(() => window.streamscope.breakOn());
    const secret = '{"password":"correct horse battery"}';
    await socketDoes(scene, 'send', secret);
    await there(scene, '.break-row');
    await until('its data', async () => (await textOf(scene, '.break-row')).includes('password'));
    expect(await textOf(scene, '.break-row')).not.toContain('correct horse');
    // What is read aloud and what is written in titles stand in the markup, too.
    const markup = () => scene.driver.panel(() => document.querySelector('.break-bar')?.outerHTML ?? '');
    await until('it is announced', async () => /access_token/.test(await textOf(scene, '.break-announcement')));
    expect(await markup()).not.toContain(token);
    await scene.driver.click(SWITCH);
    await until('all is shown', async () => /correct horse.*tok_7Qm|tok_7Qm.*correct horse/s.test(await markup()));
    await scene.driver.click(SWITCH);
    await until('it is hidden again', async () => !(await textOf(scene, '.break-row')).includes('correct horse'));
    await scene.driver.click('.break-row [data-act=edit]');
    await there(scene, 'dialog.break-edit[open]');
    const shown = () =>
      scene.driver.panel(() => document.querySelector<HTMLTextAreaElement>('.break-edit textarea')?.value);
    expect(await shown()).not.toContain('correct horse');
    await scene.driver.click('.break-edit [data-field=reveal]');
    await until('it is shown', async () => (await shown()) === secret);
    await scene.driver.click('.break-edit [data-field=reveal]');
    await scene.driver.click('.break-edit [type=submit]');
    await serverHas(scene, path, [secret]);
    expect(await seenBy(scene)).toEqual(['open']);
  });

  it('releases all at once', async () => {
    const path = pathOf('/ws', { burst: 3 });
    await scene.driver.panel(() => window.streamscope.breakOn({ direction: 'received' }));
    await openSocket(scene, path);
    await held(scene, 3);
    await there(scene, '.break-row:nth-child(3)');
    await scene.driver.panel(() => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('.break-line button')];
      buttons.find((each) => each.textContent === 'Release all')?.click();
    });
    await pageSaw(scene, ['open', 'message message 0', 'message message 1', 'message message 2']);
    await gone(scene, '.break-row');
  });
});
