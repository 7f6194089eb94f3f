// What became of a held message is marked on its row, and on no other.
import { expect, it } from 'vitest';
import type { Subject } from '../hook/item.ts';
import type { Held } from '../wire/capture.ts';
import { BINARY, CHUNK, OURS, SENT } from '../wire/capture.ts';
import { bytes, Page } from './apply.fake.ts';

const STREAM = [['content-type', 'text/event-stream']] as [string, string][];

/** Notes a row and gives its number. */
function row(page: Page, subject: Subject, data: string | Uint8Array, flags = 0): number {
  return page.recorder.row(subject, flags | (typeof data === 'string' ? 0 : BINARY), data, 30).seq;
}

const tell = (page: Page, subject: Subject, at: number, outcome: Held['outcome'], nth?: number): void =>
  page.fact(subject, { type: 'held', row: at, outcome, ...(nth !== undefined && { nth }) });

const marks = (page: Page, subject: Subject) => page.messages(subject).map(({ data, held }) => [data, held]);

it('marks a message that is held, and then what became of it', () => {
  const page = new Page();
  const socket = page.open('websocket');
  row(page, socket, 'before');
  const a = row(page, socket, 'a');
  tell(page, socket, a, 'waiting');
  const b = row(page, socket, 'b', SENT);
  tell(page, socket, b, 'waiting');
  expect(marks(page, socket)).toEqual([
    ['before', null],
    ['a', 'waiting'],
    ['b', 'waiting'],
  ]);
  expect(page.applier.held.find(socket.number, b, 0)).toBe(2);
  tell(page, socket, b, 'edited');
  row(page, socket, 'other', SENT | OURS);
  tell(page, socket, a, 'dropped');
  expect(marks(page, socket)).toEqual([
    ['before', null],
    ['a', 'dropped'],
    ['b', 'edited'],
    ['other', null],
  ]);
  expect(page.applier.held.find(socket.number, b, 0)).toBeUndefined();
});

it('finds the event that a chunk completed among comments, and behind what a person put in', () => {
  const page = new Page();
  const fetched = page.open('fetch');
  page.head(fetched, STREAM);
  row(page, fetched, bytes('data: 1\n\n: c\n\nretry: 5\n\ndata: 2\n\nda'), CHUNK);
  const chunk = row(page, fetched, bytes('ta: 3\n\n: c\n\ndata: 4\n\ndata: 5\n\n'), CHUNK);
  tell(page, fetched, chunk, 'waiting', 0);
  tell(page, fetched, chunk, 'edited', 0);
  row(page, fetched, 'other', OURS);
  tell(page, fetched, chunk, 'waiting', 2);
  tell(page, fetched, chunk, 'released', 2);
  expect(marks(page, fetched).filter(([, held]) => held)).toEqual([
    ['3', 'edited'],
    ['5', 'released'],
  ]);
});

it('marks nothing where the row is not here: told again to a late panel, or cleared', () => {
  const page = new Page();
  const socket = page.open('websocket');
  row(page, socket, 'a');
  tell(page, socket, 99, 'waiting');
  tell(page, socket, 99, 'released');
  expect(marks(page, socket)).toEqual([['a', null]]);
  const b = row(page, socket, 'b');
  tell(page, socket, b, 'waiting');
  page.tell();
  page.store.clear();
  page.applier.forget();
  row(page, socket, 'c');
  tell(page, socket, b, 'released');
  expect(marks(page, socket)).toEqual([['c', null]]);
});
