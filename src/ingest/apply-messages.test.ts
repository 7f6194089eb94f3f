// From the facts of one document to messages: texts, sizes, parts of large ones, torn bodies.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../wire/capture.ts';
import { BINARY, CHUNK, CUT, DROPPED, SENT } from '../wire/capture.ts';
import { bytes, Page } from './apply.fake.ts';

describe('applier', () => {
  describe('messages', () => {
    it('replaces lone surrogates in sent text, as the platform does, and keeps received ones', () => {
      const page = new Page();
      const subject = page.open('websocket');
      page.row(subject, 'a\ud800b', SENT);
      page.row(subject, 'a\ud800b');
      page.row(subject, '\udc00', SENT);
      expect(page.messages(subject).map(({ data, size }) => [data, size])).toEqual([
        ['a\ufffdb', 5],
        ['a\ud800b', 5],
        ['\ufffd', 3],
      ]);
    });

    it('keeps strings that look like markup or carry control characters as the strings they are', () => {
      const page = new Page();
      const hostile = ['<img src=x onerror=alert(1)>', '\u202e\u0000\u001b[2J', '__proto__', '{{7*7}}'];
      const subject = page.open('websocket', { method: hostile[0] as string, stack: hostile[0] as string });
      for (const text of hostile) page.row(subject, text);
      expect(page.messages(subject).map(({ data }) => data)).toEqual(hostile);
      expect(page.exchange(subject).stack).toBe(hostile[0]);
    });

    it('never let time go back within an exchange', () => {
      fc.assert(
        fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 30 }), (times) => {
          const page = new Page();
          const subject = page.open('websocket');
          for (const time of times) page.row(subject, 'x', 0, time);
          const told = page.messages(subject).map(({ time }) => time);
          expect(told).toEqual([...told].sort((a, b) => a - b));
        }),
        { numRuns: 50 },
      );
    });

    it('tell their size where the payload was let go, or only its beginning was kept', () => {
      const page = new Page();
      const subject = page.open('websocket');
      const item = page.recorder.row(subject, DROPPED | BINARY, null, 1);
      item.whole = 1000;
      const cut = page.recorder.row(subject, CUT | BINARY, Uint8Array.of(1, 2), 2);
      cut.whole = 500;
      expect(page.messages(subject)).toMatchObject([
        { data: null, size: 1000 },
        { data: Uint8Array.of(1, 2), size: 500, cut: true },
      ]);
      expect(page.exchange(subject).bytesReceived).toBe(1500);
    });

    it('of an unknown exchange are left out, and it says so', () => {
      const page = new Page();
      const stranger = page.recorder.begin();
      for (const text of ['a', 'b']) page.row(stranger, text);
      page.fact(stranger, { type: 'transition', state: 1, cause: 'open' });
      page.tell();
      expect(page.store.exchanges).toEqual([]);
      expect(page.store.notices).toMatchObject([
        { kind: 'invalid', count: 2 },
        { kind: 'invalid', count: 1 },
      ]);
    });
  });

  describe('parts of a large message', () => {
    const part = (offset: number, data: string | Uint8Array, last: boolean, seq = 2): Capture => {
      const flags = typeof data === 'string' ? 0 : BINARY;
      return { type: 'part', seq, time: 1, exchange: 1, offset, last, flags, size: 0, data };
    };
    const withPage = (...parts: Capture[]) => {
      const page = new Page();
      const subject = page.open('websocket');
      page.tell();
      page.applier.take(parts, 1);
      return { told: page.messages(subject).map(({ data }) => data), notices: page.store.notices };
    };

    it('become one message', () => {
      const text = withPage(part(0, 'ab', false), part(2, 'cd', false), part(4, 'e', true));
      expect(text).toEqual({ told: ['abcde'], notices: [] });
      const binary = withPage(part(0, Uint8Array.of(1, 2), false), part(2, Uint8Array.of(3), true));
      expect(binary.told).toEqual([Uint8Array.of(1, 2, 3)]);
    });

    it('may start again after a broken link', () => {
      const { told } = withPage(part(0, 'ab', false), part(0, 'ab', false), part(2, 'c', true));
      expect(told).toEqual(['abc']);
    });

    it('may come by two ports', () => {
      const parts = [part(0, 'ab', false), part(2, 'cd', false), part(4, 'e', true)] as const;
      const [first, second, third] = parts;
      expect(withPage(first, first, second, second, third)).toEqual({ told: ['abcde'], notices: [] });
      expect(withPage(first, second, ...parts)).toEqual({ told: ['abcde'], notices: [] });
    });

    it.each([
      ['a part is missing', [part(0, 'ab', false), part(3, 'd', true)]],
      ['the first is missing', [part(2, 'c', true)]],
      ['another message comes between', [part(0, 'ab', false), part(2, 'c', true, 3)]],
    ])('become nothing where %s, and it says so', (_, parts) => {
      const { told, notices } = withPage(...parts);
      expect(told).toEqual([]);
      expect(notices).toMatchObject([{ kind: 'invalid' }]);
    });
  });

  it('marks a framed body as torn where facts are missing', () => {
    const page = new Page();
    const subject = page.open('fetch');
    page.head(subject, [['content-type', 'text/event-stream']]);
    page.row(subject, bytes('data: be'), CHUNK);
    page.tell();
    page.applier.tear();
    page.row(subject, bytes('hind\n\ndata: 2\n\n'), CHUNK);
    expect(page.messages(subject).map(({ data, incomplete }) => [data, incomplete])).toEqual([
      ['be', true],
      ['2', true],
    ]);
  });
});
