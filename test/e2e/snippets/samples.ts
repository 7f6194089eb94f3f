// Exchanges with what is hard to say in a shell, in JavaScript and in Python.
import type { Piece, SnippetSource } from '../../../src/replay/snippets/source.ts';

/** Texts that end a quotation in one language or another, or that a terminal takes for keys. */
export const NASTY: readonly string[] = [
  'plain',
  '',
  `it's "quoted" \`id\` $(id) \${HOME} $HOME %s %d !! !x`,
  '@/etc/passwd',
  '-n --help',
  `'; touch PWNED; '`,
  `"; touch PWNED; "`,
  `\\'; touch PWNED #`,
  `\\\\'; touch PWNED #\\`,
  '$(touch PWNED) `touch PWNED` (touch PWNED)',
  '\n touch PWNED\n',
  '\r\ntouch PWNED\r\n',
  'a\u0003\ntouch PWNED\n',
  '\u001b[201~\ntouch PWNED\n',
  'tab\tbell\u0007del\u007fc1\u009b31m',
  'nul\0end',
  'ä€😀👩‍💻 \u202egnp.exe\u2066 \u2028\u2029\ufeff\u200b',
  '</script><script>alert(1)</script><!--',
  '"""\'\'\' {{x}} {x} \\N{DASH} \\x41 \\u0041 \\101 \\',
  '*/ process.exit(9) /*',
  '\n\n',
  ' leading and trailing ',
  '__proto__',
  '~/x /* ? [a-z] {a,b} = # & ; | < >',
];

export const EVERY_BYTE = Uint8Array.from({ length: 512 }, (_, i) => i & 255);

const at = (data: string | Uint8Array, i: number): Piece => ({ at: i * 10, data });

export const pieces = (...data: (string | Uint8Array)[]): Piece[] => data.map(at);

/** A request with nothing in it but what is given. */
export function request(parts: Partial<SnippetSource> & { url: string }): SnippetSource {
  return {
    api: 'fetch',
    method: 'GET',
    headers: [],
    body: [],
    upload: false,
    credentials: false,
    options: {},
    redirected: false,
    stream: false,
    origin: '',
    protocols: [],
    response: null,
    eventNames: [],
    messages: [],
    opened: 0,
    close: null,
    ...parts,
  };
}

/** A WebSocket on which the page sent these, one after the other. */
export function socket(url: string, sent: readonly (string | Uint8Array)[], parts: Partial<SnippetSource> = {}) {
  const messages = sent.map((data, i) => ({ direction: 'sent' as const, ...at(data, i + 1) }));
  return request({ api: 'websocket', url, messages, origin: 'https://page.example', ...parts });
}
