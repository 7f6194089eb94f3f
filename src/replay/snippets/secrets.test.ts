// Secrets stay out of every snippet unless they were asked for, and what stands in their place can be filled in.
import { describe, expect, it } from 'vitest';
import { redactEntries } from '../../har/redact/redactor.ts';
import { defaultRules } from '../../har/redact/rules.ts';
import { type Hide, type SnippetSource, snippets } from './snippets.ts';

const hide: Hide = (entry) => redactEntries([entry], defaultRules())[0] as typeof entry;

const SECRETS = [
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  'sess-9f8e7d6c5b4a39281706',
  'AKq7Zr2Xw9Ns4Tb6Vm1Y',
  'hunter2-Tr0ub4dor',
];
const [JWT, SESSION, KEY, PASSWORD] = SECRETS as [string, string, string, string];

const base: SnippetSource = {
  api: 'fetch',
  method: 'POST',
  url: `https://h.example/login?room=1&api_key=${KEY}`,
  headers: [
    ['Authorization', `Bearer ${JWT}`],
    ['Cookie', `theme=dark; sid=${SESSION}`],
    ['X-Api-Key', KEY],
    ['Content-Type', 'application/json'],
    ['X-Plain', 'stays'],
  ],
  body: [{ at: 0, data: JSON.stringify({ user: 'ann', password: PASSWORD }) }],
  upload: false,
  credentials: false,
  options: {},
  redirected: false,
  stream: true,
  origin: 'https://page.example',
  protocols: [],
  response: {
    status: 200,
    statusText: 'OK',
    headers: [
      ['content-type', 'text/event-stream'],
      ['set-cookie', `sid=${SESSION}`],
    ],
    // The secret stands across two pieces.
    pieces: [
      { at: 1, data: `data: {"access_token":"${JWT.slice(0, 40)}` },
      { at: 2, data: new TextEncoder().encode(`${JWT.slice(40)}"}\n\n`) },
    ],
    end: 'finished',
  },
  eventNames: [],
  messages: [],
  opened: 0,
  close: null,
};

const socket: SnippetSource = {
  ...base,
  api: 'websocket',
  method: 'GET',
  url: `wss://h.example/ws?token=${KEY}`,
  body: [],
  response: null,
  protocols: ['chat.v1', `auth.${JWT}`],
  messages: [
    { direction: 'sent', at: 1, data: JSON.stringify({ type: 'auth', token: JWT }) },
    { direction: 'received', at: 2, data: JSON.stringify({ session_id: SESSION }) },
    { direction: 'sent', at: 3, data: 'hello' },
  ],
};

const VARIABLES: Record<string, string> = {
  curl: `-H 'Authorization: '"$HEADER_AUTHORIZATION"`,
  websocat: `-H='Cookie: '"$HEADER_COOKIE"`,
  wscat: `--header='Cookie: '"$HEADER_COOKIE"`,
  fetch: `const HEADER_AUTHORIZATION = '';`,
  'fetch-event-source': `"Authorization": HEADER_AUTHORIZATION,`,
  'node-ws': 'const HEADER_COOKIE = process.env.HEADER_COOKIE;',
  'python-httpx': 'HEADER_COOKIE = os.environ["HEADER_COOKIE"]',
  'python-websockets': '("Cookie", HEADER_COOKIE),',
  k6: 'const HEADER_AUTHORIZATION = __ENV.HEADER_AUTHORIZATION;',
};

describe.each(snippets.map((each) => [each.id, each] as const))('%s', (id, snippet) => {
  const sources = [base, { ...base, method: 'GET', body: [] }, socket].filter((source) => snippet.fits(source));

  it('holds no secret', () => {
    expect(sources).not.toEqual([]);
    for (const source of sources) {
      const text = snippet.make(source, { hide, scale: 1 });
      for (const secret of SECRETS) expect(text).not.toContain(secret);
      expect(text).not.toContain(JWT.slice(0, 36));
      if (VARIABLES[id]) expect(text).toContain(VARIABLES[id]);
    }
  });

  it('holds them where they were asked for', () => {
    for (const source of sources) {
      const text = snippet.make(source, { hide: null, scale: 1 });
      expect(SECRETS.filter((secret) => text.includes(secret))).not.toEqual([]);
    }
  });
});

describe('what stands for a secret', () => {
  it('cannot be made to send what the environment holds by the name of a header', () => {
    const headers: SnippetSource['headers'] = [
      ['AWS-Secret-Access-Key', 'x'],
      ['Path', '[redacted:token-1]'],
    ];
    for (const snippet of snippets.filter((each) => each.fits({ ...base, headers }))) {
      const text = snippet.make({ ...base, headers }, { hide, scale: 1 });
      expect(text).not.toMatch(/(?<!HEADER_)(?:AWS_SECRET_ACCESS_KEY|\$PATH|environ\["PATH|env\.PATH)/);
    }
  });

  it('is no part of the URL by which a mock knows a request', () => {
    const msw = snippets.find(({ id }) => id === 'msw');
    const text = msw?.make(base, { hide, scale: 1 }) ?? '';
    const pattern = /new RegExp\(("(?:[^"\\]|\\.)*")\)/.exec(text)?.[1] ?? '""';
    const expression = new RegExp(JSON.parse(pattern) as string);
    expect(expression.test('https://h.example/login?room=1&api_key=another')).toBe(true);
    expect(expression.test('https://h.example/login?room=2&api_key=another')).toBe(false);
    expect(expression.test('https://h.example/login?room=1&api_key=another&more=1')).toBe(false);
  });
});
