// A WebSocket from a shell: websocat and wscat.
import { defineSnippet } from './define.ts';
import { requestHeaders, type SnippetHeader } from './headers.ts';
import { command, isPlain, word, wordWithVariable } from './shell.ts';
import { isWebSocket, originOf, type SnippetSource } from './source.ts';
import { type Sending, sendingsOf } from './steps.ts';

/** Said by options of their own. */
const ORIGIN = /^origin$/i;

const headerWord = ({ name, value, variable }: SnippetHeader): string =>
  variable ? wordWithVariable(`${name}: `, variable) : word(`${name}: ${value}`);

/** As one line of websocat's input with prefixes: `t` or `b`, and base64. */
function encodedLine({ data }: Sending): string {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return `printf '%s\\n' ${typeof data === 'string' ? 't' : 'b'}${base64}`;
}

/** A text that one line of input can be: no line ends in it, and not empty, which websocat takes for the end. */
const isLine = ({ data }: Sending): boolean =>
  typeof data === 'string' && isPlain(data) && data !== '' && !data.includes('\n');

const textLine = ({ data }: Sending): string => `printf '%s\\n' ${word(data)}`;

/** The commands that write the messages, with the recorded pauses between. */
function input(sendings: readonly Sending[], line: (sending: Sending) => string, scale: number): string {
  const commands = sendings.flatMap((sending) => {
    const seconds = (Math.max(0, sending.wait) * scale) / 1000;
    return [...(seconds >= 0.01 ? [`sleep ${seconds.toFixed(2)}`] : []), line(sending)];
  });
  const [only] = commands;
  return commands.length === 1 && only ? only : `{\n${commands.map((each) => `  ${each}\n`).join('')}}`;
}

const longest = (sendings: readonly Sending[]): number => Math.max(0, ...sendings.map(({ data }) => data.length));

/** @see https://github.com/vi/websocat/blob/v1.14.0/doc.md (websocat 1.x) */
export const websocat = defineSnippet({
  id: 'websocat',
  label: 'websocat',
  language: 'sh',
  fits: isWebSocket,
  write(source, { secrets, scale }) {
    const sendings = sendingsOf(source);
    const lines = sendings.every(isLine);
    const parts = [
      // -n: goes on listening when all has been sent.
      lines
        ? 'websocat -n -t --linemode-strip-newlines'
        : `websocat -n --text-prefix t --binary-prefix b --base64 --base64-text`,
      ...(longest(sendings) > 16_000 ? [`-B ${longest(sendings) * 6}`] : []),
      ...(source.protocols.length > 0 ? [`--protocol ${word(source.protocols.join(', '))}`] : []),
      ...(originOf(source) ? [`--origin ${word(originOf(source))}`] : []),
      ...requestHeaders(source, secrets, ORIGIN).map((header) => `-H=${headerWord(header)}`),
      word(source.url),
    ];
    const client = command(parts);
    if (sendings.length === 0) return client;
    return `${input(sendings, lines ? textLine : encodedLine, scale)} |\n  ${client}`;
  },
});

/** wscat sends text only, and an argument cannot hold NUL. */
const isSayable = (source: SnippetSource): boolean =>
  sendingsOf(source).every(({ data }) => typeof data === 'string' && !data.includes('\0'));

/** @see https://github.com/websockets/wscat#usage */
export const wscat = defineSnippet({
  id: 'wscat',
  label: 'wscat',
  language: 'sh',
  fits: (source) => isWebSocket(source) && isSayable(source),
  write(source, { secrets }) {
    const sendings = sendingsOf(source);
    return command([
      `wscat --connect ${word(source.url)}`,
      ...source.protocols.map((protocol) => `--subprotocol=${word(protocol)}`),
      ...(originOf(source) ? [`--origin ${word(originOf(source))}`] : []),
      ...requestHeaders(source, secrets, ORIGIN).map((header) => `--header=${headerWord(header)}`),
      ...sendings.map(({ data }) => `--execute=${word(data)}`),
      // -1: until the server closes it.
      ...(sendings.length > 0 ? ['--wait=-1'] : []),
    ]);
  },
});
