// Takes the secrets out of what a snippet is made of. What is a secret is decided elsewhere: by src/har/redact.
import type { Hide, Piece, SnippetSource } from './source.ts';

/** A row as HAR readers know it from Chrome: the redactor looks for secrets across such rows too. */
interface Row {
  type: 'send' | 'receive';
  time: number;
  opcode: 1 | 2;
  data: string;
}

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));

const row = ({ data }: Piece, type: Row['type'], time: number): Row =>
  typeof data === 'string' ? { type, time, opcode: 1, data } : { type, time, opcode: 2, data: toBase64(data) };

const restored = <P extends Piece>(pieces: readonly P[], rows: readonly Row[]): P[] =>
  pieces.map((piece, i) => {
    const { opcode, data } = rows[i] as Row;
    return { ...piece, data: opcode === 1 ? data : fromBase64(data) };
  });

const pairs = (headers: SnippetSource['headers']) => headers.map(([name, value]) => ({ name, value }));

/** Where a secret stood. @see the placeholders of src/har/redact */
export const PLACEHOLDER = /(?:\[|%5B)redacted(?::|%3A)[a-z]+(?:-[a-z]+)*-\d+(?:\]|%5D)/gi;

export const isHidden = (text: string): boolean => text.search(PLACEHOLDER) >= 0;

/** The source without what `hide` finds secret in it. */
export function hidden(source: SnippetSource, hide: Hide): SnippetSource {
  const { url, headers, body, response, messages, protocols, close } = source;
  const entry = hide({
    request: {
      url,
      headers: pairs(headers),
      _webSocketMessages: body.map((piece) => row(piece, 'send', piece.at)),
    },
    response: {
      headers: pairs(response?.headers ?? []),
      _webSocketMessages: (response?.pieces ?? []).map((piece) => row(piece, 'receive', piece.at)),
    },
    _webSocketMessages: messages.map((each) => row(each, each.direction === 'sent' ? 'send' : 'receive', each.at)),
    protocols,
    reason: close?.reason ?? '',
  });
  const plain = (list: { name: string; value: string }[]): SnippetSource['headers'] =>
    list.map(({ name, value }) => [name, value]);
  return {
    ...source,
    url: entry.request.url,
    headers: plain(entry.request.headers),
    body: restored(body, entry.request._webSocketMessages),
    protocols: entry.protocols,
    response: response && {
      ...response,
      headers: plain(entry.response.headers),
      pieces: restored(response.pieces, entry.response._webSocketMessages),
    },
    messages: restored(messages, entry._webSocketMessages),
    close: close && { ...close, reason: entry.reason },
  };
}
