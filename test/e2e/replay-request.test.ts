// Resending a request by the panel's box: what the server gets, what is asked first, what is hidden, what is shown after.
import { beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import type { RecordedExchange } from '../servers/record.ts';
import { pathOf } from './compare.ts';
import { attribute, openDetails, showTab, textOf, tidy } from './panel-view.ts';
import { chip, fieldOf, fill, press, untilError, untilGone, untilShown } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const TOKEN = 'Tok3nThatIsSecret77xyz';
const bodyOf = ({ requestBody }: RecordedExchange): string => Buffer.from(requestBody, 'base64').toString();

/** A request of the page, its details in front. */
async function made(scene: Scene, path: string, init: RequestInit = {}): Promise<Summary> {
  await scene.driver.page((url, given) => fetch(url, given).then((r) => r.text()), path, init as never);
  const summary = await scene.exchange(path);
  await openDetails(scene, summary.id);
  return summary;
}

const openBox = async (scene: Scene): Promise<void> => {
  await press(scene, '[data-act=replay]');
  await untilShown(scene, 'dialog.resend-dialog[open]');
};
const SEND = '.resend-dialog [type=submit]';

const untilServerHas = (scene: Scene, path: string, count: number): Promise<RecordedExchange[]> =>
  until(`the server got ${count} requests`, () => {
    const all = scene.servers.record.of(path);
    return all.length === count && all;
  });

/** The exchange whose details are shown. */
const shownChild = (scene: Scene, parent: Summary): Promise<Summary> =>
  until('the new exchange is shown', async () => {
    const selected = await attribute(scene, '[role=row][aria-selected=true][data-id]', 'data-id');
    return (await scene.exchanges()).find(({ id, ours }) => id === selected && ours?.parent === parent.id);
  }) as Promise<Summary>;

inEachBrowser('the box for resending', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('sends nothing by itself, then the same again, and links parent and child', async () => {
    const path = pathOf('/echo');
    const parent = await made(scene, path, { headers: { 'x-one': '1' } });
    await openBox(scene);
    await scene.driver.press('Escape');
    await untilGone(scene, 'dialog');
    await openBox(scene);
    await press(scene, '.resend-dialog .dialog-foot [type=button]');
    await untilGone(scene, 'dialog');
    const focus = () => (document.activeElement as HTMLElement | null)?.dataset.act ?? '';
    expect(await scene.driver.panel(focus)).toBe('replay');
    expect(scene.servers.record.of(path)).toHaveLength(1);
    await openBox(scene);
    await press(scene, SEND);
    const child = await shownChild(scene, parent);
    const [first, again] = await untilServerHas(scene, path, 2);
    expect(again?.requestHeaders['x-one']).toBe('1');
    expect(again?.method).toBe(first?.method);
    await press(scene, `.lineage.parent [data-shows="${parent.id}"]`);
    await press(scene, `.lineage.children [data-shows="${child.id}"]`);
    await untilShown(scene, '.lineage.parent');
  });

  it('sends edited method, URL, headers and JSON, by keyboard; asks once about the host', async () => {
    const path = pathOf('/echo');
    const other = pathOf('/echo');
    const type = { 'content-type': 'application/json' };
    const parent = await made(scene, path, { method: 'POST', headers: type, body: '{"a": 1}' });
    await openBox(scene);
    await fill(scene, '#resend-method', 'PATCH');
    await fill(scene, '#resend-url', other);
    await press(scene, '[data-act=add-header]');
    await scene.driver.type('x-new');
    await scene.driver.press('Tab');
    await scene.driver.type('grün');
    await fill(scene, '.resend-dialog .data-text', '{"a": }');
    await untilError(scene, 'invalid-json');
    await press(scene, SEND);
    await until('nothing goes out, nothing is lost', async () =>
      scene.driver.panel(() => document.querySelectorAll('.dialog-error[data-code=invalid-json]').length === 2),
    );
    expect(await fieldOf(scene, '#resend-method')).toBe('PATCH');
    await fill(scene, '.resend-dialog .data-text', '{"a": 2}');
    await untilGone(scene, '.dialog-error');
    await press(scene, SEND);
    await untilShown(scene, '.resend-dialog .warning');
    expect(await textOf(scene, '.resend-dialog .warning')).toContain('PATCH may change something at');
    expect(await textOf(scene, SEND)).toBe('Send anyway');
    expect(scene.servers.record.of(other)).toHaveLength(0);
    await press(scene, SEND);
    await shownChild(scene, parent);
    const [got] = await untilServerHas(scene, other, 1);
    expect(got?.method).toBe('PATCH');
    expect(got?.requestHeaders['content-type']).toBe('application/json');
    expect(got?.requestHeaders['x-new']).toBe('grün');
    expect(bodyOf(got as RecordedExchange)).toBe('{"a": 2}');

    await openBox(scene);
    await press(scene, SEND);
    await untilServerHas(scene, other, 2);
  });

  it('hides secrets until they are wanted, and sends them as they were', async () => {
    const path = pathOf('/echo');
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const body = `{"password": "${TOKEN}", "user": "me"}`;
    await made(scene, path, { method: 'POST', headers, body });
    await openBox(scene);
    await untilShown(scene, '.header-row [type=password]');
    expect(await fieldOf(scene, '.resend-dialog .data-text')).not.toContain(TOKEN);
    const shown = await scene.driver.panel(() => document.querySelector('dialog')?.textContent ?? '');
    expect(shown).not.toContain(TOKEN);
    await press(scene, '[data-field=secrets]');
    await untilGone(scene, '.header-row [type=password]');
    expect(await fieldOf(scene, '.resend-dialog .data-text')).toBe(body);
    await press(scene, '[data-field=secrets]');
    await untilShown(scene, '.header-row [type=password]');
    // Another row that goes leaves the right one hidden.
    await press(scene, '.header-row:has([type=text] ~ [type=text]) button');
    await until('one header is left', () =>
      scene.driver.panel(() => document.querySelectorAll('.header-row').length === 1),
    );
    await untilShown(scene, '.header-row [type=password]');
    await press(scene, SEND);
    await until('sent or asked', async () => {
      if (scene.servers.record.of(path).length === 2) return true;
      if ((await textOf(scene, SEND)) === 'Send anyway') await scene.driver.click(SEND);
      return false;
    });
    const again = (await untilServerHas(scene, path, 2))[1] as RecordedExchange;
    expect(again.requestHeaders.authorization).toBe(`Bearer ${TOKEN}`);
    expect(bodyOf(again)).toBe(body);
  });

  it('says which headers a page may not set, and which origin is another', async () => {
    const path = pathOf('/echo');
    await made(scene, path, { headers: { 'x-one': '1' } });
    await openBox(scene);
    await fill(scene, '.header-row [data-field=name]', 'Cookie');
    await untilShown(scene, '.header-refused[data-refused=Cookie]');
    const away = `${scene.servers.otherOrigin}${path}`;
    await fill(scene, '#resend-url', away);
    await untilShown(scene, '.resend-dialog .warning');
    expect(await textOf(scene, '.resend-dialog .warning')).toContain(scene.servers.origin);
    await press(scene, SEND);
    await until('it asks', async () => (await textOf(scene, SEND)) === 'Send anyway');
    expect(scene.servers.record.of(path)).toHaveLength(1);
  });

  it('shows what failed as a sentence, with the way to the exchange', async () => {
    const parent = await made(scene, pathOf('/echo'));
    await openBox(scene);
    await fill(scene, '#resend-url', 'ftp://example.com/');
    await press(scene, SEND);
    expect(await untilError(scene, 'invalid-url')).toContain('This URL cannot be used.');
    await fill(scene, '#resend-url', pathOf('/destroy', { early: 1 }));
    await press(scene, SEND);
    expect(await untilError(scene, 'unreachable')).toContain('The server cannot be reached.');
    expect(await fieldOf(scene, '#resend-url')).toContain('/destroy');
    await press(scene, '.resend-dialog .dialog-error .text-button');
    expect((await shownChild(scene, parent)).url).toContain('/destroy');
  });

  it('resumes an EventSource after the id of the chosen message', async () => {
    const path = pathOf('/sse', { count: 4, ids: 1, stop: 1 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve) => {
          const source = new EventSource(url);
          source.onmessage = ({ lastEventId }) => {
            if (lastEventId !== '4') return;
            source.close();
            resolve();
          };
        }),
      path,
    );
    const parent = await scene.exchange(path);
    await openDetails(scene, parent.id);
    await showTab(scene, 'messages');
    await press(scene, '[data-seq="1"] [role=gridcell]');
    await openBox(scene);
    expect(await fieldOf(scene, '[data-field=event-id]')).toBe('2');
    await press(scene, '[data-field=resume]');
    await press(scene, SEND);
    const child = await shownChild(scene, parent);
    const again = scene.servers.record.of(path).at(-1);
    expect(again?.requestHeaders['last-event-id']).toBe('2');
    await until('the rest has come', async () => (await scene.messages(child.id)).length === 2);
    expect((await scene.messages(child.id)).map(({ event }) => event?.id)).toEqual(['3', '4']);
  });

  it('resumes a body of server-sent events in the same way, after the id that a person writes', async () => {
    const path = pathOf('/sse', { count: 4, ids: 1 });
    const parent = await made(scene, path);
    await openBox(scene);
    expect(await fieldOf(scene, '[data-field=event-id]')).toBe('4');
    await press(scene, '[data-field=resume]');
    await fill(scene, '[data-field=event-id]', '3');
    await press(scene, SEND);
    const child = await shownChild(scene, parent);
    await until('the rest has come', async () => (await scene.messages(child.id)).length === 1);
    const [, again] = await untilServerHas(scene, path, 2);
    expect(again?.requestHeaders['last-event-id']).toBe('3');
  });

  it('gives up a request that still runs', async () => {
    const path = pathOf('/echo');
    const parent = await made(scene, path);
    await openBox(scene);
    const endless = pathOf('/hang', { body: 'a beginning' });
    await fill(scene, '#resend-url', endless);
    await press(scene, SEND);
    const child = await shownChild(scene, parent);
    expect(child.endedDateTime).toBeNull();
    await press(scene, '[data-act=give-up]');
    expect((await scene.exchange(endless)).id).toBe(child.id);
    await until('the server sees it', () => scene.servers.record.one(endless).end === 'client');
    await untilGone(scene, '[data-act=give-up]');
  });

  it('keeps the body of a form, with its content type, when only a field is edited', async () => {
    const path = pathOf('/echo');
    await scene.driver.page(
      (url) => fetch(url, { method: 'PUT', body: new URLSearchParams({ a: '1' }) }).then((r) => r.text()),
      path,
    );
    const { id } = await scene.exchange(path);
    await openDetails(scene, id);
    await openBox(scene);
    await until('the browser has told the content type', async () =>
      (await fieldOf(scene, '.header-row [data-field=value]')).includes('urlencoded'),
    );
    await chip(scene, '.resend-dialog', 'Text');
    await fill(scene, '.resend-dialog .data-text', 'a=2&b=3');
    await press(scene, SEND);
    const again = (await untilServerHas(scene, path, 2))[1] as RecordedExchange;
    expect(bodyOf(again)).toBe('a=2&b=3');
    expect(again.requestHeaders['content-type']).toContain('application/x-www-form-urlencoded');
  });
});
