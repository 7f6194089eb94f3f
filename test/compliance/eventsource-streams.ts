// How the text of an event stream becomes events.
import { type Case, each, SPEC } from './case.ts';

const SSE = `${SPEC.html}server-sent-events.html`;
const PARSE = `${SSE}#event-stream-interpretation`;

/** Streams by what is sent, and what a page that listens to `message` and `x` gets of them. */
const STREAMS: readonly (readonly [string, string, readonly (readonly [string, string, string])[]])[] = [
  ['one line', 'data: a\n\n', [['message', 'a', '']]],
  ['several lines', 'data: a\ndata:\ndata: b\n\n', [['message', 'a\n\nb', '']]],
  [
    'no space after the colon',
    'data:a\n\ndata:  b\n\n',
    [
      ['message', 'a', ''],
      ['message', ' b', ''],
    ],
  ],
  ['a field without a colon', 'data\n\n', [['message', '', '']]],
  [
    'CR as end of line',
    'data: a\r\rdata: b\r\r',
    [
      ['message', 'a', ''],
      ['message', 'b', ''],
    ],
  ],
  [
    'CRLF as end of line',
    'data: a\r\n\r\ndata: b\r\n\r\n',
    [
      ['message', 'a', ''],
      ['message', 'b', ''],
    ],
  ],
  ['all ends of line in one', 'data: a\r\ndata: b\rdata: c\n\n', [['message', 'a\nb\nc', '']]],
  ['a BOM', '\ufeffdata: a\n\n', [['message', 'a', '']]],
  ['two BOMs', '\ufeff\ufeffdata: a\n\ndata: b\n\n', [['message', 'b', '']]],
  ['comments', ': hello\ndata: a\n:\n\n', [['message', 'a', '']]],
  ['a named event', 'event: x\ndata: a\n\n', [['x', 'a', '']]],
  ['an event named twice', 'event: y\nevent: x\ndata: a\n\n', [['x', 'a', '']]],
  ['an event with an empty name', 'event: x\nevent:\ndata: a\n\n', [['message', 'a', '']]],
  ['an event without data', 'event: x\n\ndata: a\n\n', [['message', 'a', '']]],
  [
    'ids',
    'id: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\n',
    [
      ['message', 'a', '1'],
      ['message', 'b', '1'],
      ['message', 'c', '2'],
    ],
  ],
  [
    'an id that is taken back',
    'id: 1\ndata: a\n\nid\ndata: b\n\n',
    [
      ['message', 'a', '1'],
      ['message', 'b', ''],
    ],
  ],
  [
    'an id with NULL',
    'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n',
    [
      ['message', 'a', '1'],
      ['message', 'b', '1'],
    ],
  ],
  ['an unknown field', 'nonsense: 1\n data: x\nDATA: x\ndata: a\n\n', [['message', 'a', '']]],
  ['an event that is cut off', 'data: a\n\ndata: b\n', [['message', 'a', '']]],
  ['NULL and wide characters', 'data: \u0000é😀\n\n', [['message', '\u0000é😀', '']]],
  ['a retry that is no number', 'retry: 1x\ndata: a\n\n', [['message', 'a', '']]],
];

/** Where Firefox 153 does not do what the standard says. */
const FIREFOX_DEVIATES = ['ids', 'an id with NULL', 'NULL and wide characters'];

export const eventSourceStreams: Case[] = [
  ...each(STREAMS, ([what]) => ({
    name: `a stream with ${what} gives its events`,
    spec: PARSE,
    run: async (page, [, raw, expected]) => {
      const seen: unknown[] = [];
      const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(raw)));
      const source = new EventSource(page.url('/sse', { base64 }));
      page.later(() => source.close());
      const tell = (event: Event) => {
        const { data, lastEventId } = event as MessageEvent;
        return [event.type, data, lastEventId];
      };
      page.hear(source, ['message', 'x'], seen, tell);
      await page.next(source, 'error');
      page.note(seen.length === expected.length);
      return seen;
    },
    expected: STREAMS.find(([each]) => each === what)?.[2],
    ...(FIREFOX_DEVIATES.includes(what) && { deviates: 'firefox' as const }),
  })),
  {
    name: 'the bytes of a stream may be cut anywhere',
    spec: PARSE,
    run: async (page) => {
      const seen: unknown[] = [];
      const raw = 'id: é\r\ndata: a😀\r\n\r\ndata: b\r\r';
      const cuts = Array.from({ length: new TextEncoder().encode(raw).length - 1 }, (_, i) => i + 1).join(',');
      const source = new EventSource(page.url('/sse', { raw, cuts, gap: 2 }));
      page.later(() => source.close());
      page.hear(source, ['message'], seen, (event) => (event as MessageEvent).data);
      await page.next(source, 'error');
      return seen;
    },
    expected: ['a😀', 'b'],
  },
];
