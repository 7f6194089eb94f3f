// What passes the border to the network log, and in which shape.
import { describe, expect, it } from 'vitest';
import { HOOK_NAME } from '../../wire/names.ts';
import { chromiumEntry, firefoxEntry, OWN } from './entry.fake.ts';
import { peek, readEntry } from './entry.ts';
import { readEvent, readSocketMessage } from './messages.ts';

describe('an entry of the network log', () => {
  it('is read with epoch times, phases that did not take place as null, and headers in order', () => {
    const entry = readEntry(
      chromiumEntry({
        started: 5000,
        time: 8,
        requestHeaders: [
          ['A', '1'],
          ['a', '2'],
        ],
        size: 40,
      }),
      OWN,
    );
    expect(entry).toMatchObject({
      started: 5000,
      ended: 5008,
      requestHeaders: [
        ['A', '1'],
        ['a', '2'],
      ],
      phases: { blocked: 1, dns: null, connect: null, ssl: null, send: 1, wait: 5, receive: 1 },
      transferSize: 140,
      bodySize: 40,
      remoteAddress: '127.0.0.1',
    });
  });

  it.each([null, 1, 'x', {}, { request: {} }, { startedDateTime: 'never', request: { method: 'GET', url: '' } }])(
    'is refused where it is none: %j',
    (input) => {
      expect(peek(input)).toBeNull();
      expect(readEntry(input, OWN)).toBeNull();
    },
  );

  it('survives members of a wrong type', () => {
    const broken = { ...chromiumEntry(), time: 'long', timings: 3, serverIPAddress: null, _priority: null };
    expect(readEntry(broken, OWN)).toMatchObject({ remoteAddress: '', priority: '', phases: { wait: null } });
  });

  it('tells by the stack whether our hook made the call', () => {
    const hooked = (stack?: string[]) => readEntry(chromiumEntry(stack ? { stack } : {}), OWN)?.hooked;
    expect(hooked([HOOK_NAME, 'http://a.test/a.js'])).toBe(true);
    expect(hooked([`${OWN}assets/inject.js`, 'http://a.test/a.js'])).toBe(true);
    expect(hooked(['http://a.test/w.js'])).toBe(false);
    expect(hooked()).toBeNull();
  });

  it('leaves our own frames out of the stack', () => {
    const entry = readEntry(chromiumEntry({ stack: [HOOK_NAME, 'http://a.test/a.js'] }), OWN);
    expect(entry?.stack).toBe('    at <anonymous> (http://a.test/a.js:1:1)');
  });

  it('has cookies with the attributes of the header where the log has only names', () => {
    const raw = firefoxEntry({ responseHeaders: [['set-cookie', 'a=1; Path=/; HttpOnly\nb=2; SameSite=Lax; Secure']] });
    const cookies = [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ];
    const entry = readEntry({ ...raw, response: { ...raw.response, cookies } }, OWN);
    expect(entry?.responseCookies).toEqual([
      { name: 'a', value: '1', path: '/', httpOnly: true },
      { name: 'b', value: '2', sameSite: 'Lax', secure: true },
    ]);
  });

  it('takes the dates of Chromium’s cookies as they are, objects', () => {
    const raw = chromiumEntry();
    const cookies = [{ name: 'a', value: '1', expires: new Date(0), httpOnly: false }];
    const entry = readEntry({ ...raw, response: { ...raw.response, cookies } }, OWN);
    expect(entry?.responseCookies).toEqual([{ name: 'a', value: '1', expires: '1970-01-01T00:00:00.000Z' }]);
  });

  it('makes the target of a redirect absolute', () => {
    expect(readEntry(chromiumEntry({ status: 302, location: '/to?x' }), OWN)?.redirect).toBe('http://a.test/to?x');
  });
});

describe('a message of the network log', () => {
  it('is text or bytes, with its time in epoch ms', () => {
    expect(readSocketMessage({ type: 'send', time: 1.5, opcode: 1, data: 'hi' })).toEqual({
      kind: 'sent',
      time: 1500,
      data: 'hi',
    });
    expect(readSocketMessage({ type: 'receive', time: 2, opcode: 2, data: 'AQL/' })).toEqual({
      kind: 'received',
      time: 2000,
      data: Uint8Array.of(1, 2, 255),
    });
  });

  it('keeps as text what claims to be base64 and is not', () => {
    expect(readSocketMessage({ type: 'receive', time: 2, opcode: 2, data: '%%' })?.data).toBe('%%');
  });

  it('is refused where it is none', () => {
    expect([readSocketMessage({ type: 1 }), readSocketMessage(null), readEvent('x')]).toEqual([null, null, null]);
  });

  it('of an event stream has the type message where none is given', () => {
    expect(readEvent({ time: 1, eventName: '', eventId: '7', data: 'd' })).toEqual({
      time: 1000,
      name: 'message',
      id: '7',
      data: 'd',
    });
  });
});
