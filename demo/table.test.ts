// The table of `npm start` without a display.
import { describe, expect, it } from 'vitest';
import type { Summary } from '../src/automation/summary.ts';
import { bytesText, exchangeTable } from './table.ts';

const summary = (changes: Partial<Summary>): Summary => ({
  id: 'a.1',
  api: 'fetch',
  method: 'GET',
  url: 'http://127.0.0.1/api',
  status: 200,
  readyState: 'done',
  transitions: [],
  sent: 0,
  received: 2,
  bytesSent: 0,
  bytesReceived: 1500,
  closed: null,
  error: null,
  lost: null,
  source: 'page',
  frame: { id: 0, url: 'http://127.0.0.1/' },
  startedDateTime: 1000,
  endedDateTime: 1012.4,
  ...changes,
});

describe('exchangeTable', () => {
  it('lines up its columns, numbers at the right', () => {
    const socket = summary({
      api: 'websocket',
      status: 101,
      readyState: 3,
      closed: { code: 1006, reason: '', wasClean: false },
      received: 200,
    });
    expect(exchangeTable([summary({}), socket]).split('\n')).toEqual([
      'api        method  status  state        sent  received   bytes  duration  url',
      'fetch      GET        200  done            0         2  1.5 kB     12 ms  http://127.0.0.1/api',
      'websocket  GET        101  closed 1006     0       200  1.5 kB     12 ms  http://127.0.0.1/api',
    ]);
  });

  it('says of an exchange without an end that it is open', () => {
    expect(exchangeTable([summary({ endedDateTime: null })])).toContain('  open  ');
  });

  it('lets no control character through to the terminal', () => {
    expect(exchangeTable([summary({ url: 'http://x/\u001b[2J' })])).toContain('http://x/\uFFFD[2J');
  });
});

it('writes sizes in powers of 1000', () => {
  expect([0, 999, 1000, 2_500_000].map(bytesText)).toEqual(['0 B', '999 B', '1.0 kB', '2.5 MB']);
});
