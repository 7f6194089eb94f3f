// Exchanges whose every text was chosen by somebody who wants it to run as code, wherever it is pasted.
import fc from 'fast-check';
import type { HeaderList } from '../../wire/capture.ts';
import type { Piece, SnippetSource } from './source.ts';

const FRAGMENTS = [
  '"; pwned(); "',
  `'; pwned(); '`,
  '`; pwned(); `',
  `\${pwned()}`,
  '$(touch PWNED)',
  '`touch PWNED`',
  '; touch PWNED; ',
  `\\'; touch PWNED; #`,
  `\\`,
  `'`,
  '"',
  '"""',
  '*/ pwned() /*',
  '\n',
  '\r',
  '\npwned()\n',
  '\u2028pwned()\u2028',
  '\0',
  '\u001b[201~',
  '\u0003',
  '\ud800',
  '</script><script>pwned()</script>',
  '[redacted:token-1]',
  '{pwned()}',
  '@/etc/passwd',
  '%s%n',
  '-x',
  '😀é',
  'a',
];

const text = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 5 }).map((parts) => parts.join(''));
const data = fc.oneof(
  text.map((each) => each.toWellFormed()),
  fc.uint8Array({ maxLength: 8 }),
);

/** Names that HTTP allows are odd enough; a log that somebody wrote may hold any. */
const name = fc.oneof(
  text,
  fc.constantFrom(
    'Authorization',
    'cookie',
    'X-API-Key',
    `x'\`$!|token`,
    '__proto__',
    'constructor',
    'content-type',
    'X-A',
  ),
);
const headers: fc.Arbitrary<HeaderList> = fc.array(fc.tuple(name, text), { maxLength: 4 });
const pieces: fc.Arbitrary<Piece[]> = fc.array(
  fc.record({ at: fc.double({ min: -5, max: 5000, noNaN: true }), data }),
  {
    maxLength: 3,
  },
);

const url = (scheme: string) =>
  fc
    .tuple(text, text)
    .map(([path, query]) => URL.parse(`${scheme}://h.example/${path}?${query}`)?.href.replace(/#.*$/s, ''))
    .map((href) => href ?? `${scheme}://h.example/`);

const rest = {
  headers,
  credentials: fc.boolean(),
  upload: fc.boolean(),
  redirected: fc.boolean(),
  stream: fc.boolean(),
  body: pieces,
  options: fc.dictionary(
    fc.constantFrom('mode', 'cache', 'redirect', 'referrer', 'priority', 'integrity', '__proto__', 'x y'),
    fc.oneof(text, fc.boolean(), fc.double()),
  ),
  origin: text,
  eventNames: fc.array(text, { maxLength: 2 }),
  opened: fc.nat(9),
  close: fc.option(fc.record({ code: fc.nat(5000), reason: text, at: fc.nat(9999), byPage: fc.boolean() })),
};

const response = fc.option(
  fc.record({
    status: fc.constantFrom(200, 204, 404, 503),
    statusText: text,
    headers,
    pieces,
    end: fc.constantFrom('finished', 'open', 'failed'),
  }),
);

const http: fc.Arbitrary<SnippetSource> = fc.record({
  ...rest,
  api: fc.constantFrom('fetch', 'xhr', 'eventsource'),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', `A'\`$!|B`),
  url: url('https'),
  protocols: fc.constant([]),
  messages: fc.constant([]),
  response,
});

const socket: fc.Arbitrary<SnippetSource> = fc.record({
  ...rest,
  api: fc.constantFrom('websocket', 'websocketstream'),
  method: fc.constant('GET'),
  url: url('wss'),
  body: fc.constant([]),
  protocols: fc.array(fc.constantFrom('chat.v1', `a'\`$!|b`, '-x'), { maxLength: 2 }),
  messages: fc.array(fc.record({ direction: fc.constantFrom('sent', 'received'), at: fc.nat(5000), data }), {
    maxLength: 4,
  }),
  response: fc.constant(null),
});

/** Any exchange, with hostile texts wherever there is text. */
export const hostile: fc.Arbitrary<SnippetSource> = fc.oneof(http, socket);
