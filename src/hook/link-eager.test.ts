// The way to the panel as the test kit has it: nothing waits for company, and a page that is about to go tells at once.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { loadHook, Tab, world } from './link.fake.ts';

beforeAll(() => {
  vi.stubGlobal('__EAGER__', true);
  return loadHook();
});
afterAll(() => vi.unstubAllGlobals());

it('tells all that was before a navigation within `beforeunload`, once, and goes on where none comes of it', async () => {
  const page = new Tab();
  page.openPanel();
  const socket = page.open();
  await page.settled();
  const expected = Array.from({ length: 300 }, (_, i) => `m${i}`);
  for (const [i, text] of expected.entries()) page.recorder.row(socket, 0, text, i);
  world.target.dispatchEvent(new Event('beforeunload'));
  // No task later: the tool may have stopped listening by then.
  expect(page.data(socket)).toEqual(expected);
  page.recorder.row(socket, 0, 'it was a download', 300);
  await page.settled();
  expect(page.data(socket)).toEqual([...expected, 'it was a download']);
  expect(page.store.notices).toEqual([]);
  page.closePanel();
});
