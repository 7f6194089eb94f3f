// The box for replaying a session: another URL and subprotocols, what is waited for, how it ends, and what is wrong.
import { beforeEach, expect, it } from 'vitest';
import type { Summary } from '../../src/automation/summary.ts';
import { until } from '../browsers/until.ts';
import type { RecordedExchange } from '../servers/record.ts';
import { pathOf } from './compare.ts';
import { attribute, openDetails, textOf, tidy } from './panel-view.ts';
import { chat, chip, fieldOf, fill, press, untilError, untilGone, untilShown } from './replay-view.ts';
import { inEachBrowser, type Scene } from './scene.ts';

const BOX = '.session-dialog';
const START = `${BOX} [type=submit]`;
const URL_FIELD = `${BOX} [data-field=url]`;
const PROTOCOLS = `${BOX} [data-field=protocols]`;

/** A chat of the page; the box for replaying it is open. */
async function openBox(scene: Scene, path: string, texts: string[], protocols: string[] = []): Promise<Summary> {
  const summary = await chat(scene, path, texts, protocols);
  await openDetails(scene, summary.id);
  await press(scene, '[data-act=replay]');
  await untilShown(scene, `${BOX}[open]`);
  return summary;
}

const untilState = (scene: Scene, wanted: string) =>
  until(`the replay is ${wanted}`, async () => (await attribute(scene, '.run-state', 'data-state')) === wanted);
const heard = (exchange: RecordedExchange | undefined): string[][] =>
  (exchange?.messages ?? []).map(({ direction, data }) => [direction, data]);

/** Waits for the sentence beside a field, and for `part` of it: while a person types it changes. */
const untilFault = (scene: Scene, word: string, part = ''): Promise<string> =>
  until(`the fault ${word} of ${part}`, async () => {
    const sentence = await textOf(scene, `${BOX} [data-fault=${word}]`);
    return sentence.includes(part) ? sentence : '';
  });

inEachBrowser('the target and the end of a replayed session', 'input', (scene) => {
  beforeEach(async () => {
    await scene.fresh();
    await tidy(scene);
  });

  it('goes to another URL with other subprotocols, after it has asked about another origin', async () => {
    const path = pathOf('/ws');
    const other = pathOf('/ws');
    await openBox(scene, path, ['one', 'two'], ['a.v1']);
    expect(await fieldOf(scene, URL_FIELD)).toBe(scene.servers.wsOrigin + path);
    expect(await fieldOf(scene, PROTOCOLS)).toBe('a.v1');
    await fill(scene, URL_FIELD, scene.servers.otherOrigin + other);
    expect(await textOf(scene, `${BOX} .other-origin`)).toContain(scene.servers.wsOrigin);
    await fill(scene, PROTOCOLS, 'c.v2, b.v2');
    await press(scene, START);
    await untilError(scene, 'confirm-origin');
    expect(scene.servers.record.of(other)).toHaveLength(0);
    await press(scene, START);
    await untilState(scene, 'done');
    const [made] = scene.servers.record.of(other);
    expect(made?.requestHeaders['sec-websocket-protocol']).toBe('c.v2, b.v2');
    expect(heard(made).filter(([direction]) => direction === 'sent')).toEqual([
      ['sent', 'one'],
      ['sent', 'two'],
    ]);
    expect(scene.servers.record.of(path)).toHaveLength(1);
  });

  it('says beside each field what is wrong with it, and opens nothing', async () => {
    const path = pathOf('/ws');
    await openBox(scene, path, ['one']);
    await fill(scene, URL_FIELD, 'ftp://somewhere.example/');
    await untilFault(scene, 'scheme', 'ftp:');
    expect(await attribute(scene, URL_FIELD, 'aria-invalid')).toBe('true');
    const described = (await attribute(scene, URL_FIELD, 'aria-describedby')) ?? '';
    expect(await attribute(scene, `${BOX} [data-fault=scheme]`, 'id')).toBe(described);
    await fill(scene, PROTOCOLS, 'a b');
    await untilFault(scene, 'protocol', '“a b”');
    await fill(scene, `${BOX} [data-field=replyTimeout]`, 'soon');
    await untilFault(scene, 'time', '“soon”');
    await press(scene, START);
    await until('the first wrong field has the focus', () =>
      scene.driver.panel((field) => document.activeElement === document.querySelector(field), URL_FIELD),
    );
    await scene.driver.press('Control+a');
    await scene.driver.type(path);
    await untilGone(scene, `${BOX} [data-fault=scheme]`);
    expect(scene.servers.record.of(path)).toHaveLength(1);
    await fill(scene, PROTOCOLS, '');
    await fill(scene, `${BOX} [data-field=replyTimeout]`, '200');
    await untilGone(scene, `${BOX} [data-fault]`);
    await scene.driver.press('Enter');
    await untilState(scene, 'done');
    expect(scene.servers.record.of(path)).toHaveLength(2);
  });

  it('leaves the WebSocket open where that is wanted', async () => {
    const path = pathOf('/ws');
    await openBox(scene, path, ['one']);
    await press(scene, `${BOX} [data-field=keep-open]`);
    await press(scene, START);
    await untilState(scene, 'done');
    const made = (await scene.exchanges()).at(-1);
    expect(made).toMatchObject({ readyState: 1, closed: null });
    expect(scene.servers.record.of(path).at(-1)?.closed).toBeNull();
    await scene.driver.press('Escape');
  });

  it('waits for a message like a recorded one, by the members that are chosen', async () => {
    const path = pathOf('/ws');
    await openBox(scene, path, ['{"type":"hello","data":{"id":1,"at":5}}', 'next']);
    await press(scene, `${BOX} [data-edit="0"]`);
    await fill(scene, `${BOX} .data-text`, '{"type":"hello","data":{"id":1,"at":9}}');
    await press(scene, `${BOX} [data-edit="0"]`);
    await press(scene, `${BOX} [data-edit="2"]`);
    await chip(scene, `${BOX} .wait-fields`, 'A recorded message');
    await untilShown(scene, `${BOX} [data-member]`);
    expect(await fieldOf(scene, `${BOX} [data-like="2"]`)).toBe('1');
    const members = await scene.driver.panel(() =>
      [...document.querySelectorAll<HTMLElement>('[data-member]')].map(({ dataset }) => dataset.member),
    );
    expect(members).toEqual(['type', 'data.id', 'data.at']);
    for (const member of members) await press(scene, `${BOX} [data-member="${member}"]`);
    await untilFault(scene, 'members');
    await press(scene, START);
    await untilError(scene, 'invalid-options');
    await press(scene, `${BOX} [data-member="type"]`);
    await press(scene, `${BOX} [data-member="data.id"]`);
    await untilGone(scene, `${BOX} [data-fault=members]`);
    await chip(scene, BOX, 'As fast as possible');
    await press(scene, START);
    await untilState(scene, 'done');
    expect(heard(scene.servers.record.of(path).at(-1))).toEqual([
      ['sent', '{"type":"hello","data":{"id":1,"at":9}}'],
      ['received', '{"type":"hello","data":{"id":1,"at":9}}'],
      ['sent', 'next'],
      ['received', 'next'],
    ]);
  });
});
