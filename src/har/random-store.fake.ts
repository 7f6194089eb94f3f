// Stores as no page would fill them all, but any could: every API, every kind of row, in any order.
import fc from 'fast-check';
import { chooseFramer } from '../decode/framing/choose.ts';
import type { Exchange } from '../store/exchange.ts';
import { BY_US, EDITED, HELD, INCOMPLETE, RELEASED, type Row, STOPPED } from '../store/message-log.ts';
import { noticeOf } from '../store/notice.ts';
import { Store } from '../store/store.ts';
import { BINARY, CHUNK, CUT, DERIVED, DISCARDED, DROPPED, SENT } from '../wire/capture.ts';

const NOW = 1_763_712_000_000;
const encoder = new TextEncoder();

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.constantFrom('\ud83d', '\ude00', 'a', '"', '\\', '\n', '\u2028', 'ä', '€'), { maxLength: 6 })
    .map((t) => t.join('')),
  fc.constantFrom(
    'data: a\n\n',
    'data: b\r',
    ': note\n',
    'retry: 5\n\n',
    'id: 7\nevent: tick\ndata: c\n\n',
    '{"a":1}\n',
    '\u001e{}\n',
  ),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  text.map((t) => encoder.encode(t)),
);
const time = fc.oneof(
  fc.double({ min: NOW, max: NOW + 1e6, noNaN: true }),
  fc.double({ min: 0, max: 1e13, noNaN: true }).map((t) => t + 0),
);
const header = fc.tuple(fc.constantFrom('X-A', 'accept', 'set-cookie'), text);
const size = fc.nat(1e6);
const progress = fc.record({ loaded: size, total: fc.option(size) });
const api = fc.constantFrom('fetch', 'xhr', 'eventsource', 'websocket', 'websocketstream');
const state = fc.oneof(fc.nat(4), fc.constantFrom('pending', 'response', 'body', 'done', 'failed', 'aborted'));
const mime = fc.constantFrom(
  '',
  'text/event-stream',
  'text/event-stream; charset=utf-8',
  'application/x-ndjson',
  'application/json-seq',
  'text/plain; charset=iso-8859-1',
  'application/json',
  'image/png',
);

const cookie = fc.record(
  { name: text, value: text, path: text, expires: text, httpOnly: fc.boolean(), sameSite: text },
  { requiredKeys: ['name', 'value'] },
);
const phase = fc.option(fc.double({ min: 0, max: 1e5, noNaN: true }).map((t) => t + 0));
const wire = fc.record({
  url: text,
  status: fc.nat(599),
  statusText: text,
  requestHeaders: fc.array(header, { maxLength: 2 }),
  responseHeaders: fc.array(header, { maxLength: 2 }),
  requestCookies: fc.array(cookie, { maxLength: 2 }),
  responseCookies: fc.array(cookie, { maxLength: 2 }),
  remoteAddress: text,
  httpVersion: text,
  phases: fc.record({
    blocked: phase,
    dns: phase,
    connect: phase,
    ssl: phase,
    send: phase,
    wait: phase,
    receive: phase,
  }),
  transferSize: fc.option(size),
  priority: text,
  initiator: text,
  redirects: fc.array(fc.record({ url: text, status: fc.nat(399), location: text }), { maxLength: 2 }),
  preflight: fc.option(fc.record({ status: fc.nat(599), duration: fc.nat(1000) })),
  connections: fc.nat(5),
});

/** Any of these flags, mostly none. */
const some = (...flags: number[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.subarray(flags).map((list) => list.reduce((sum, flag) => sum | flag, 0)) },
  );

const payload = fc.oneof(text, bytes).chain((data) =>
  fc.record({
    data: fc.constant(data),
    time,
    more: some(DISCARDED, DROPPED, CUT, DERIVED, INCOMPLETE, BY_US, HELD, RELEASED, EDITED, STOPPED),
    size: fc.option(size),
    sent: fc.boolean(),
    event: fc.option(
      fc.record(
        { name: fc.constantFrom('message', 'tick', ''), id: text, retry: fc.nat(99), comment: text },
        { requiredKeys: ['name', 'id'] },
      ),
    ),
  }),
);

type Step = (store: Store, exchange: Exchange) => void;

const rowStep = (kind: Exchange['api']) =>
  payload.map(({ data, time, more, size, sent, event }): Step => {
    const socket = kind.startsWith('websocket');
    const binary = typeof data === 'string' ? 0 : BINARY;
    const flags =
      more | binary | (sent && kind !== 'eventsource' ? SENT : 0) | (socket || kind === 'eventsource' ? 0 : CHUNK);
    const natural = typeof data === 'string' ? encoder.encode(data).length : data.length;
    const row: Row = { time, flags, size: size ?? natural, block: data, start: 0, length: data.length };
    const marked = event && kind === 'eventsource' ? { ...row, event: event as NonNullable<Row['event']> } : row;
    return (store, exchange) => store.append(exchange, marked);
  });

const factStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(state, time, text).map(
    ([s, t, cause]): Step =>
      (store, e) =>
        store.transition(e, s as Exchange['readyState'], t, cause),
  ),
  fc.tuple(text, text).map(
    ([a, b]): Step =>
      (store, e) =>
        store.negotiated(e, a, b),
  ),
  progress.map(
    (p): Step =>
      (store, e) =>
        store.progress(e, 'sent', p),
  ),
  progress.map(
    (p): Step =>
      (store, e) =>
        store.progress(e, 'received', p),
  ),
  size.map(
    (n): Step =>
      (store, e) =>
        store.buffered(e, n),
  ),
  fc.tuple(fc.option(fc.nat(4999)), text, fc.boolean()).map(
    ([c, r, ours]): Step =>
      (store, e) =>
        store.closing(e, c, r, ours),
  ),
  fc.tuple(fc.nat(4999), text, fc.boolean()).map(
    ([code, reason, wasClean]): Step =>
      (store, e) =>
        store.closed(e, { code, reason, wasClean }),
  ),
  fc.tuple(text, text).map(
    ([name, message]): Step =>
      (store, e) =>
        store.failed(e, { kind: 'network', name, message }),
  ),
  fc.tuple(size, size).map(
    ([n, b]): Step =>
      (store, e) =>
        store.lost(e, n, b),
  ),
  time.map(
    (t): Step =>
      (store, e) =>
        store.trouble(e, t),
  ),
  fc.constant<Step>((store, e) => store.tear(e)),
  fc.constant<Step>((store, e) => store.announced(e)),
  wire.map(
    (w): Step =>
      (store, e) =>
        store.wire(e, w as NonNullable<Exchange['wire']>),
  ),
  fc.constant<Step>((store, e) => store.bodyFromNetwork(e)),
  fc.tuple(fc.nat(3), text).map(
    ([n, id]): Step =>
      (store, e) =>
        store.connected(e, n + 1, id),
  ),
);

const response = fc.record({
  status: fc.nat(599),
  statusText: text,
  headers: fc.array(header, { maxLength: 2 }),
  type: mime,
  url: text,
  redirected: fc.boolean(),
  kind: text,
  time,
});

const filled = api.chain((kind) =>
  fc.record({
    api: fc.constant(kind as Exchange['api']),
    method: text,
    url: fc.oneof(text, fc.webUrl({ withQueryParameters: true, withFragments: true })),
    source: fc.constantFrom<'page' | 'network'>('page', 'network'),
    frame: fc.record({ id: fc.nat(9), url: text }),
    stack: text,
    ours: fc.option(fc.record({ call: text, parent: text })),
    started: time,
    headers: fc.array(header, { maxLength: 2 }),
    protocols: fc.array(text, { maxLength: 2 }),
    options: fc.dictionary(text, fc.oneof(text, size, fc.boolean()), { maxKeys: 3 }),
    response: fc.option(response),
    steps: fc.array(
      fc.oneof({ weight: 4, arbitrary: rowStep(kind as Exchange['api']) }, { weight: 1, arbitrary: factStep }),
      { maxLength: 12 },
    ),
    end: fc.option(fc.tuple(time, text)),
  }),
);

/** A store with up to four exchanges. */
export const anyStore: fc.Arbitrary<Store> = fc.array(filled, { maxLength: 4 }).map((list) => {
  const store = new Store(chooseFramer);
  for (const [i, { response: head, steps, end, ...opening }] of list.entries()) {
    const exchange = store.open({ ...opening, id: `${(i % 2) + 1}.${i}` });
    if (head) {
      const { type, headers, ...rest } = head;
      store.response(exchange, { ...rest, headers: type ? [['Content-Type', type], ...headers] : headers });
    }
    for (const step of steps) step(store, exchange);
    if (end) store.end(exchange, end[0], end[1]);
  }
  store.notice({ kind: 'gap', time: NOW, text: 'a gap', count: 2 });
  store.notice(noticeOf('room', NOW, [3, 'https://a.test/'], 3));
  store.notice({ kind: 'blind', time: NOW, spot: 'workers', count: 1 });
  return store;
});
