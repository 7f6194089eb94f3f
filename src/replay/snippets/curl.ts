// One request as a command of curl. @see https://curl.se/docs/manpage.html
import { defineSnippet } from './define.ts';
import { isByteString, requestHeaders, type SnippetHeader } from './headers.ts';
import { command, isPlain, word, wordWithVariable, writing } from './shell.ts';
import { bytesOf, isHttp, type SnippetSource, textOf } from './source.ts';

/** Bytes from which on a body goes through a pipe: Linux takes 128 KiB for one argument at most. */
const MOST_ARGUMENT = 60_000;

/** The bytes of a header line: what a page sets is one byte a character. */
const lineOf = (name: string, value: string): string | Uint8Array => {
  const line = `${name}: ${value}`;
  return isByteString(line) && /[^\0-\x7f]/.test(line) ? Uint8Array.from(line, (unit) => unit.charCodeAt(0)) : line;
};

function headerWord({ name, value, variable }: SnippetHeader): string {
  if (variable) return wordWithVariable(`${name}: `, variable);
  // `Name:` would take the header away; this sends it empty.
  return word(value.trim() === '' ? `${name};` : lineOf(name, value));
}

interface Body {
  /** A command whose output is the body; null where it is an argument. */
  pipe: string | null;
  arguments: string[];
}

function bodyOf(source: SnippetSource): Body {
  const bytes = bytesOf(source.body);
  if (source.body.length === 0) {
    // Without one curl would send no length, where a browser sends 0.
    const lengthless = /^(?:POST|PUT)$/.test(source.method);
    return { pipe: null, arguments: lengthless ? [`--data-raw ''`] : [] };
  }
  const text = textOf(bytes);
  // With --data and --data-binary a body that begins with @ would name a file to send.
  if (text !== null && isPlain(text) && bytes.length <= MOST_ARGUMENT)
    return { pipe: null, arguments: [`--data-raw ${word(text)}`] };
  return { pipe: writing(text ?? bytes), arguments: ['--data-binary @-'] };
}

function flagsOf(source: SnippetSource): string {
  const encoded = source.response?.headers.some(([name]) => name.toLowerCase() === 'content-encoding');
  const flags = [
    // Brackets and braces of a URL are patterns otherwise.
    /[[\]{}]/.test(source.url) ? '-g' : '',
    source.stream ? '-N' : '',
    source.redirected ? '-L' : '',
    encoded ? '--compressed' : '',
    source.method === 'HEAD' ? '--head' : '',
  ];
  return flags.filter(Boolean).join(' ');
}

function methodOf(source: SnippetSource, hasData: boolean): string[] {
  const implied = hasData ? 'POST' : 'GET';
  return source.method === implied || source.method === 'HEAD' ? [] : [`-X ${word(source.method)}`];
}

export const curl = defineSnippet({
  id: 'curl',
  label: 'cURL',
  language: 'sh',
  fits: isHttp,
  write(source, { secrets }) {
    const headers = requestHeaders(source, secrets);
    const body = source.method === 'HEAD' ? { pipe: null, arguments: [] } : bodyOf(source);
    const hasData = body.arguments.length > 0;
    const typed = headers.some(({ name }) => name.toLowerCase() === 'content-type');
    const parts = [
      ['curl', flagsOf(source), word(source.url)].filter(Boolean).join(' '),
      ...methodOf(source, hasData),
      ...headers.map((header) => `-H ${headerWord(header)}`),
      ...(hasData && !typed ? [`-H 'Content-Type:'`] : []),
      ...(source.upload && hasData ? [`-H 'Transfer-Encoding: chunked'`] : []),
      ...body.arguments,
    ];
    return (body.pipe ? `${body.pipe} |\n  ` : '') + command(parts);
  },
});
