// Waits of a session replay find their messages, each once, and no message is read twice.
import { expect, it } from 'vitest';
import { MessageLog } from '../../store/message-log.ts';
import { Inbox } from './inbox.ts';
import type { Wait } from './plan.ts';

class CountingLog extends MessageLog {
  reads = 0;

  override data(i: number): string | Uint8Array | null {
    this.reads++;
    return super.data(i);
  }
}

const add = (log: MessageLog, ...texts: string[]): void => {
  for (const block of texts)
    log.append({ time: 0, flags: 0, size: block.length, block, start: 0, length: block.length });
};

function inboxOf(waits: Wait[], ignore: string[][] = []) {
  const log = new CountingLog();
  const original = new MessageLog();
  add(original, '{"t":1,"id":1}', 'plain');
  return { log, inbox: new Inbox(log, original, waits, ignore) };
}

it('finds the first message for each wait that no other has taken', () => {
  const like: Wait = { before: 0, like: 0 };
  const again: Wait = { before: 2, like: 0 };
  const match: Wait = { before: 4, match: { id: 1 } };
  const { log, inbox } = inboxOf([like, again, match], [['t']]);
  expect(inbox.find(like)).toBeUndefined();
  add(log, '{"id":2}', '{"id":1,"t":9}');
  expect(inbox.find(like)).toBe(1);
  inbox.take(1);
  expect([inbox.find(again), inbox.find(match)]).toEqual([undefined, undefined]);
  add(log, '{"more":true,"id":1}', '{"id":1}');
  expect([inbox.find(again), inbox.find(match)]).toEqual([3, 2]);
});

it('knows text and what is no JSON', () => {
  const plain: Wait = { before: 0, like: 1 };
  const match: Wait = { before: 2, match: 'plain' };
  const { log, inbox } = inboxOf([plain, match]);
  add(log, 'no', 'plain', '"plain"');
  expect([inbox.find(plain), inbox.find(match)]).toEqual([1, 2]);
});

it('reads each message once, however often it is asked and however many wait', () => {
  const waits = Array.from(
    { length: 100 },
    (_, i): Wait => ({ before: i, ...(i % 2 ? { like: 0 } : { match: { n: i } }) }),
  );
  const { log, inbox } = inboxOf(waits);
  for (let i = 0; i < 1000; i++) {
    add(log, JSON.stringify({ n: i }));
    for (const wait of waits) {
      const at = inbox.find(wait);
      if (at !== undefined) inbox.take(at);
    }
  }
  expect(log.reads).toBe(1000);
});
