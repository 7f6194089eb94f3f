// What a snippet is made of: one exchange as plain data, so that each language can be tested without a store.
import type { Api, HeaderList } from '../../wire/capture.ts';

/** A piece of a body, or the data of a message. Text is well-formed; its bytes are its UTF-8. */
export interface Piece {
  /** ms since the exchange began. */
  at: number;
  data: string | Uint8Array;
}

/** A message of a WebSocket, named from the page's viewpoint. */
export interface SocketMessage extends Piece {
  direction: 'sent' | 'received';
}

export interface SourceResponse {
  status: number;
  statusText: string;
  headers: HeaderList;
  pieces: Piece[];
  /** How the body went on after the last piece: to its end, not at all, or it broke. */
  end: 'finished' | 'open' | 'failed';
}

/** One exchange as the snippets see it. */
export interface SnippetSource {
  api: Api;
  method: string;
  /** Absolute, without fragment. */
  url: string;
  /** As on the wire where that is known, else as the page set them. */
  headers: HeaderList;
  /** Of the request; several pieces for a stream. */
  body: Piece[];
  /** The request body was a stream: its length was not known in advance. */
  upload: boolean;
  /** Credentials are sent to other origins too. */
  credentials: boolean;
  /** Further members of RequestInit that the page gave. */
  options: Record<string, string | number | boolean>;
  /** The recorded answer came after redirects. */
  redirected: boolean;
  /** The answer is one to be read as it comes. */
  stream: boolean;
  /** Origin of the page; empty where it is not known or opaque. */
  origin: string;
  /** Subprotocols offered. */
  protocols: string[];
  /** Null where there was none: a network error, or a WebSocket. */
  response: SourceResponse | null;
  /** Names of the events that an EventSource got. */
  eventNames: string[];
  /** Of a WebSocket, in order. */
  messages: SocketMessage[];
  /** Of a WebSocket: when it opened, in ms since the exchange began. */
  opened: number;
  /** Of a WebSocket: how it ended, and whether the page asked for it. */
  close: { code: number; reason: string; at: number; byPage: boolean } | null;
}

/** Takes the secrets out of an object with the members of a HAR entry, and returns a copy of the same shape. */
export type Hide = <E extends object>(entry: E) => E;

export interface SnippetOptions {
  /** Null puts secrets into the text as they are: only where the person asked for it. */
  hide: Hide | null;
  /** Recorded waiting times are multiplied by this; 0 for none. */
  scale: number;
}

/** One form in which an exchange can be taken elsewhere. */
export interface Snippet {
  id: string;
  /** Name of the tool: the same in every language. */
  label: string;
  language: 'sh' | 'javascript' | 'python';
  /** Whether it says what the server sent, too: a mock. */
  answers: boolean;
  /** Whether this tool can say this exchange at all. */
  fits(source: SnippetSource): boolean;
  /** @throws RangeError where it does not fit. */
  make(source: SnippetSource, options: SnippetOptions): string;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
export const isToken = (text: string): boolean => TOKEN.test(text);

const hasScheme = (source: SnippetSource, ...schemes: string[]): boolean => {
  // A browser would never have sent such a URL; a log that somebody else wrote may hold anything.
  const url = URL.parse(source.url);
  return url?.href === source.url && schemes.includes(url.protocol);
};

/** An HTTP request. Other schemes (`file:`, `gopher:`) would make a tool do what no page could. */
export const isHttp = (source: SnippetSource): boolean =>
  source.api !== 'websocket' &&
  source.api !== 'websocketstream' &&
  isToken(source.method) &&
  hasScheme(source, 'http:', 'https:');

export const isWebSocket = (source: SnippetSource): boolean =>
  (source.api === 'websocket' || source.api === 'websocketstream') &&
  source.protocols.every(isToken) &&
  hasScheme(source, 'ws:', 'wss:');

/** The `Origin` to say; empty where there is none, or where what a log holds can be none. */
export const originOf = ({ origin }: SnippetSource): string => (/^[\x21-\x7e]+$/.test(origin) ? origin : '');

const encoder = new TextEncoder();

/** The bytes of the pieces, one after the other. */
export function bytesOf(pieces: readonly Piece[]): Uint8Array {
  const parts = pieces.map(({ data }) => (typeof data === 'string' ? encoder.encode(data) : data));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The text that has exactly these bytes as its UTF-8; null where there is none. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Text where the data can be told as text, else its bytes. */
export const readable = (data: string | Uint8Array): string | Uint8Array =>
  typeof data === 'string' ? data : (textOf(data) ?? data);
