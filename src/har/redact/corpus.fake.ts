// A log with a secret in every place and encoding that a log has, for tests: each secret is made anew and known to them.
import { gzipSync, zlibSync } from 'fflate';

interface Pair {
  name: string;
  value: string;
}

/** As much of an entry as the corpus fills in. */
export interface Entry {
  startedDateTime: string;
  time: number;
  request: {
    method: string;
    url: string;
    cookies: Pair[];
    headers: Pair[];
    queryString: Pair[];
    postData?: { mimeType: string; text: string };
    [member: string]: unknown;
  };
  response: {
    cookies: Pair[];
    headers: Pair[];
    content: { size: number; mimeType: string; text?: string; encoding?: 'base64' };
    redirectURL: string;
    [member: string]: unknown;
  };
  _initiator?: object;
  _streamscope?: object;
  _webSocketClose?: object;
  _webSocketMessages?: { type: 'send' | 'receive'; time: number; opcode: 1 | 2; data: string }[];
  _eventSourceMessages?: { time: number; eventName: string; eventId: string; data: string }[];
  [member: string]: unknown;
}

/** A source of numbers in [0, 1): tests hand in one with a seed, so that what fails fails again. */
export type Random = () => number;

/** A small generator with a seed. @see https://en.wikipedia.org/wiki/Xorshift */
export function seeded(seed: number): Random {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const DIGITS = '0123456789';

export function letters(random: Random, length: number, alphabet = ALPHABET): string {
  let out = '';
  for (let i = 0; i < length; i++) out += alphabet[Math.floor(random() * alphabet.length)];
  return out;
}

export interface Corpus {
  entries: Entry[];
  /** All that must not survive, by where it was planted. */
  secrets: Map<string, string>;
}

const base64 = (data: string | Uint8Array): string => Buffer.from(data as string, 'utf8').toString('base64');
const base64url = (data: string): string => Buffer.from(data).toString('base64url');
const bytes64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An entry with nothing in it. */
export function blank(url = 'https://shop.example/api'): Entry {
  return {
    startedDateTime: '2026-11-21T08:00:00.000Z',
    time: 12,
    request: {
      method: 'POST',
      url,
      httpVersion: 'h2',
      cookies: [],
      headers: [],
      queryString: [],
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'h2',
      cookies: [],
      headers: [],
      content: { size: 0, mimeType: 'application/json' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 1, receive: 2 },
  };
}

const body = (entry: Entry, mimeType: string, text: string, encoding?: 'base64'): void => {
  entry.response.content = { size: text.length, mimeType, text, ...(encoding && { encoding }) };
};

/** Every place once. */
export function corpus(random: Random): Corpus {
  const entries: Entry[] = [];
  const secrets = new Map<string, string>();
  const plant = (where: string, value = letters(random, 20)): string => {
    secrets.set(where, value);
    return value;
  };
  const add = (url?: string): Entry => {
    const entry = blank(url);
    entries.push(entry);
    return entry;
  };

  const heads = add();
  heads.request.headers = [
    { name: 'Authorization', value: `Bearer ${plant('header authorization')}` },
    { name: 'Proxy-Authorization', value: `Basic ${base64(`joe:${plant('password of basic')}`)}` },
    { name: 'cookie', value: `sid=${plant('cookie')}; theme=dark; cart="${plant('quoted cookie')}"` },
    { name: 'X-Api-Key', value: plant('x-api-key') },
    { name: 'x-csrf-token', value: plant('x-csrf-token') },
    { name: 'X-Auth-Foo', value: plant('x-auth-…') },
    { name: 'My-Session-Token', value: plant('…-token') },
    { name: 'Referer', value: `https://shop.example/cb?access_token=${plant('token in referer')}&x=1` },
    { name: 'Sec-WebSocket-Protocol', value: `chat, bearer, ${plant('token as a subprotocol')}` },
  ];
  heads.response.headers = [
    { name: 'Set-Cookie', value: `id=${plant('set-cookie')}; Path=/; HttpOnly\nother=${plant('second set-cookie')}` },
    { name: 'Location', value: `https://shop.example/#id_token=${plant('token in a fragment')}` },
    {
      name: 'Authentication-Info',
      value: `nextnonce="${letters(random, 4)}", session_key="${plant('parameter of a header')}"`,
    },
  ];
  heads.request.cookies = [{ name: 'remember', value: plant('cookie list') }];
  heads.response.cookies = [{ name: 'refresh', value: plant('response cookie list') }];
  heads.response.redirectURL = `https://joe:${plant('userinfo')}@shop.example/`;
  heads._initiator = { type: 'script', url: `https://shop.example/a.js?api_key=${plant('key in initiator')}` };

  const search = add(
    `https://shop.example/reset-password/${plant('path', `${letters(random, 12)}7x9Y2`)}?client_secret=${plant('parameter')}`,
  );
  search.request.queryString = [
    { name: 'password', value: plant('parameter list', `${letters(random, 8)} & ${letters(random, 8)}`) },
  ];

  const form = add();
  form.request.postData = {
    mimeType: 'application/x-www-form-urlencoded',
    text: `user=joe&pass=${encodeURIComponent(plant('form', `${letters(random, 8)}&=+/ü${letters(random, 4)}`))}&n=1`,
  };
  body(
    form,
    'application/json',
    JSON.stringify({
      a: { b: [{ Refresh_Token: plant('json, deep') }] },
      apiKeys: [plant('json, array one'), plant('json, array two')],
      ssn: plant('ssn', `${letters(random, 3, DIGITS)}-${letters(random, 2, DIGITS)}-${letters(random, 4, DIGITS)}`),
      inner: JSON.stringify({
        password: plant('json in json', `${letters(random, 8)}"\\${letters(random, 5)}`),
        deeper: JSON.stringify({ otp: plant('json in json in json', letters(random, 8, DIGITS)) }),
      }),
      encoded: base64(JSON.stringify({ client_secret: plant('json in base64') })),
      twice: base64(base64(JSON.stringify({ client_secret: plant('json in base64 in base64') }))),
      hex: Buffer.from(JSON.stringify({ client_secret: plant('json in hex') })).toString('hex'),
      link: `https://x.example/?u=${encodeURIComponent(`https://y.example/?token=${plant('url in url')}`)}`,
    }),
  );

  const part = add();
  part.request.postData = {
    mimeType: 'multipart/form-data; boundary=X',
    text: `--X\r\nContent-Disposition: form-data; name="password"\r\n\r\n${plant('multipart')}\r\n--X\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\napi_key=${plant('file in multipart')}\n\r\n--X--\r\n`,
  };
  body(
    part,
    'text/html',
    `<input type="hidden" name="csrf_token" value="${plant('html input')}"><meta name="csrf-token" content="${plant('html meta')}"><a href="?token=${plant('html link')}&amp;b=1"><x:Password>${plant('xml element', `${letters(random, 6)}<${letters(random, 6)}`).replace('<', '&lt;')}</x:Password>`,
  );

  const shapes = add();
  const jwt = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(`{"sub":"${letters(random, 10)}"}`)}.${letters(random, 43)}`;
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${letters(random, 64)}\n${letters(random, 64)}\n-----END RSA PRIVATE KEY-----`;
  body(
    shapes,
    'text/plain',
    [
      `see ${plant('jwt', jwt)}`,
      `x=${plant('aws', `AKIA${letters(random, 16, 'ABCDEFGHIJ234567')}`)}`,
      plant('google', `AIza${letters(random, 35)}`),
      plant('github', `ghp_${letters(random, 36)}`),
      plant('slack', `xoxb-${letters(random, 12, DIGITS)}-${letters(random, 24)}`),
      plant('stripe', `sk_live_${letters(random, 24)}`),
      plant('openai', `sk-proj-${letters(random, 12)}1a2B3c${letters(random, 24)}`),
      plant('anthropic', `sk-ant-api03-${letters(random, 20)}1a2B3c${letters(random, 20)}AA`),
      JSON.stringify({ pem: plant('private key', pem) }),
      'card 4111 1111 1111 1111',
    ].join('\n'),
  );
  secrets.set('card', '4111 1111 1111 1111');
  secrets.set('body of the private key', pem.split('\n')[1] as string);

  // Known from a header of one entry, hidden in others in every encoding.
  const hidden = plant('hidden', `${letters(random, 9)}+/?"<é${letters(random, 9)}`);
  const plain = plant('hidden, letters');
  heads.request.headers.push({ name: 'x-access-token', value: hidden }, { name: 'api-key', value: plain });
  const copies = add();
  const all = [hidden, plain];
  const unicode = (text: string): string =>
    [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const html = (text: string): string => [...text].map((c) => `&#x${c.charCodeAt(0).toString(16)};`).join('');
  const percent = (text: string): string => [...bytes(text)].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('');
  body(
    copies,
    'text/plain',
    all
      .flatMap((secret) => [
        `raw ${secret} end`,
        `url ${encodeURIComponent(secret)} end`,
        `url ${encodeURIComponent(encodeURIComponent(secret))} end`,
        `url ${percent(secret)} end`,
        `json ${JSON.stringify(secret)} end`,
        `json ${JSON.stringify(JSON.stringify(secret))} end`,
        `json ${secret.replaceAll('"', '\\"').replaceAll('/', '\\/')} end`,
        `json ${unicode(secret)} end`,
        `html ${html(secret)} end`,
        `html ${secret.replaceAll('"', '&quot;').replaceAll('<', '&lt;')} end`,
        `b64 ${base64(secret)} end`,
        `b64 ${base64(`a${secret}z`)} end`,
        `b64 ${base64(`ab${secret}z`)} end`,
        `b64u ${base64url(`\u00ff\u00fe${secret}?`)} end`,
        `b64 odd qq${base64(secret)} end`,
        `hex ${Buffer.from(secret).toString('hex')} end`,
        `HEX ${Buffer.from(secret).toString('hex').toUpperCase()} end`,
        `b64 of utf-16 ${bytes64(Buffer.from(secret, 'utf16le'))} end`,
        `wrapped ${base64(`some text before it ${secret} and after`).replace(/(.{20})/g, '$1\r\n ')} end`,
        `gzip ${bytes64(gzipSync(bytes(`so ${secret}`)))} end`,
      ])
      .join('\n'),
  );

  const sse = add('https://shop.example/stream');
  body(
    sse,
    'text/event-stream',
    `data: {"access_token":"${plant('sse')}"}\n\nevent: x\ndata: {"password":\ndata: "${plant('sse, second data line')}"}\n\ndata: first ${plain.slice(0, 9)}\ndata: ${plain.slice(9)} last\n\ndata: {"delta":"so ${plain.slice(0, 5)}"}\n\ndata: {"delta":"${plain.slice(5, 12)}"}\n\ndata: {"delta":"${plain.slice(12)}."}\n\n: comment token=${plant('sse comment')}\n\n`,
  );
  sse._eventSourceMessages = [
    {
      time: 1,
      eventName: 'message',
      eventId: `id-${plain}`,
      data: `first ${plain.slice(0, 9)}\n${plain.slice(9)} last`,
    },
    { time: 2, eventName: 'message', eventId: '', data: `{"delta":"so ${plain.slice(0, 5)}"}` },
    { time: 3, eventName: 'message', eventId: '', data: `{"delta":"${plain.slice(5, 12)}"}` },
    { time: 4, eventName: 'message', eventId: '', data: `{"delta":"${plain.slice(12)}."}` },
  ];

  const socket = add('wss://shop.example/ws');
  const text = (data: string, type: 'send' | 'receive' = 'receive') => ({ type, time: 1, opcode: 1 as const, data });
  const binary = (data: Uint8Array) => ({ type: 'receive' as const, time: 1, opcode: 2 as const, data: bytes64(data) });
  const split = plant('github token over messages', `ghp_${letters(random, 36)}`);
  const json = plant('json over messages');
  socket._webSocketMessages = [
    text(`{"type":"connection_init","payload":{"authToken":"${plant('message')}"}}`, 'send'),
    text(`42["login",{"password":"${plant('socket.io')}"}]`, 'send'),
    text(`so ${plain.slice(0, 7)}`),
    text('{"other":1}', 'send'),
    text(plain.slice(7, 11)),
    text(`${plain.slice(11)} on`),
    text(`{"d":"x ${split.slice(0, 15)}"}`),
    text(`{"d":"${split.slice(15)} y"}`),
    text(`{"password":"${json.slice(0, 8)}`, 'send'),
    text(`${json.slice(8)}"}`, 'send'),
    binary(bytes(`{"token":"${plant('text in binary message')}"}`)),
    binary(Uint8Array.of(1, 2, 255, 20, ...bytes(plain), 254, 0)),
    binary(Uint8Array.of(1, 2, 255, 20, ...bytes(plain.slice(0, 10)))),
    binary(Uint8Array.of(...bytes(plain.slice(10)), 255, 254)),
    binary(new Uint8Array(Buffer.from(`wide ${plain}`, 'utf16le'))),
    binary(gzipSync(bytes(`{"password":"${plant('gzip message')}"}`))),
    binary(zlibSync(bytes(`{"password":"${plant('zlib message')}"}`))),
  ];
  socket._webSocketClose = { code: 4001, reason: `bad token=${plant('close reason')}`, timestamp: 3 };

  const packed = add();
  body(
    packed,
    'application/octet-stream',
    bytes64(gzipSync(bytes(JSON.stringify({ secret: plant('gzip body'), again: plain })))),
    'base64',
  );
  const own = add();
  own._streamscope = {
    id: 'a.1',
    api: 'fetch',
    frame: { id: 0, url: `https://shop.example/?sessionid=${plant('frame url')}` },
    started: 1,
    readyState: 'done',
    transitions: [['done', 2, '']],
    stack: `at f (https://shop.example/x.js?token=${plant('stack')}:1:2)`,
    options: { cache: 'no-store', referrer: `https://shop.example/?jwt=${plant('option')}` },
    protocols: ['v1', `base64url.bearer.authorization.k8s.io.${plant('subprotocol with a prefix')}`],
    requestHeaders: [['Authorization', plant('own header list')]],
    error: { kind: 'other', name: 'Error', message: `GET https://u:${plant('error message')}@x failed` },
    closing: { code: 4000, reason: `password=${plant('closing reason')}` },
    requestBody: { base64: base64(JSON.stringify({ apiKey: plant('binary request body') })) },
    messages: {
      in: 'rows',
      rows: [
        [1, 1, 5, `{"pwd":"${plant('row')}"}`],
        [2, 2, 5, base64(`\u0001 token=${plant('binary row')}`)],
      ],
      chunks: [],
    },
  };
  return { entries, secrets };
}

/** What looks like a secret, or has its words, and is none. */
export const INNOCENT = [
  '"id":"3f2c8a94-0d5e-4b1a-9c77-2f1f0e6f5a11"',
  '/assets/app.3f2a9c81d4e5b6a7.js',
  '/static/d41d8cd98f00b204e9800998ecf8427e.css',
  '"token_count":17',
  '"prompt_tokens":512',
  '"max_tokens":4096',
  '"tokenizer":"cl100k_base"',
  '"keyboard":"qwertyuiop"',
  '"monkey":"capuchin1234"',
  '"passage":"the quick brown fox 12"',
  '"author":"Jane Doe 1984"',
  '"key":"ArrowDown"',
  '"code":"ERR_NOT_FOUND"',
  '"state":"open"',
  '"sessionStorage":false',
  '"time":1763712000123',
  '"password":null',
  '"pinned":true',
  '"sidebar":"left-2"',
  '"spinner":"sk-loading-spinner-fading"',
  '"etag":"33a64df551425fcc55e4d42a148795d9f25f89d4"',
  '"order":"1234567890123456"',
  '"version":"12.4.1-beta.3"',
  '"compass":"north west 12"',
  '"description":"Basic authentication is required"',
];
