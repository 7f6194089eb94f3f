// What is believed of a file's small members. HAR's own are read leniently, since tools differ; ours strictly, since a
// half-understood one would be shown as fact.
import * as v from 'valibot';
import type { CookieRecord } from '../../store/exchange.ts';
import type { BlindSpot } from '../../store/notice.ts';
import type { HeaderList } from '../../wire/capture.ts';
import type { Members } from './raw-entry.ts';

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const flag = v.boolean();
const pair = v.object({ name: text, value: v.fallback(v.union([text, v.pipe(v.number(), v.transform(String))]), '') });
const optionalText = v.fallback(v.optional(text), undefined);
const optionalFlag = v.fallback(v.optional(flag), undefined);
const cookie = v.object({
  name: text,
  value: v.fallback(text, ''),
  path: optionalText,
  domain: optionalText,
  expires: optionalText,
  httpOnly: optionalFlag,
  secure: optionalFlag,
  sameSite: optionalText,
});

/** The items of a list that are as they should be. */
function itemsOf<S extends v.GenericSchema>(schema: S, list: unknown): v.InferOutput<S>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const read = v.safeParse(schema, item);
    return read.success ? [read.output] : [];
  });
}

export const headersOf = (list: unknown): HeaderList =>
  itemsOf(pair, list).map(({ name, value }): [string, string] => [name, value]);

export const cookiesOf = (list: unknown): CookieRecord[] =>
  itemsOf(cookie, list).map((found) => {
    const known = Object.entries(found).filter(([, value]) => value !== undefined);
    return Object.fromEntries(known) as unknown as CookieRecord;
  });

export const textIn = (members: Members, name: string): string => {
  const value = members.get(name);
  return typeof value === 'string' ? value : '';
};

/** A finite number; null for any other value. */
export const numberIn = (members: Members, name: string): number | null => {
  const value = members.get(name);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** A plain object's members; none for any other value. */
export const membersOf = (value: unknown): Members =>
  new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);

const state = v.union([number, v.picklist(['pending', 'response', 'body', 'done', 'failed', 'aborted'])]);
const headers = v.array(v.tuple([text, text]));
const progress = v.object({ loaded: number, total: v.nullable(number) });
const option = v.union([text, v.number(), flag, v.null()]);

/** Not `v.record`, which leaves out names such as `constructor`. */
const options = v.pipe(
  v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  v.transform((value) => Object.entries(value).filter((entry) => v.is(option, entry[1]) && entry[1] !== null)),
  v.transform((entries) => Object.fromEntries(entries) as Record<string, string | number | boolean>),
);

const columns = v.object({
  unit: v.picklist(['bytes', 'utf16']),
  lengths: v.custom<number[]>(isNumbers),
  times: v.custom<number[]>(isNumbers),
  flags: v.custom<number[]>(isNumbers),
  sizes: v.exactOptional(v.custom<number[]>(isNumbers)),
});

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'number' && Number.isFinite(item));
}

export const ownEntry = v.object({
  id: v.pipe(text, v.minLength(1)),
  api: v.picklist(['fetch', 'xhr', 'eventsource', 'websocket', 'websocketstream']),
  source: v.exactOptional(v.literal('network')),
  frame: v.object({ id: number, url: text }),
  stack: v.exactOptional(text),
  ours: v.exactOptional(v.object({ call: text, parent: text })),
  url: v.exactOptional(text),
  started: number,
  ended: v.exactOptional(number),
  status: v.exactOptional(number),
  readyState: state,
  transitions: v.array(v.tuple([state, number, text])),
  protocols: v.exactOptional(v.array(text)),
  options: v.exactOptional(options),
  requestHeaders: v.exactOptional(headers),
  response: v.exactOptional(
    v.object({
      status: v.exactOptional(number),
      statusText: v.exactOptional(text),
      headers: v.exactOptional(headers),
      url: text,
      redirected: flag,
      kind: text,
      time: number,
    }),
  ),
  protocol: v.exactOptional(text),
  extensions: v.exactOptional(text),
  closing: v.exactOptional(
    v.object({ code: v.nullable(number), reason: text, ours: v.exactOptional(v.literal(true)) }),
  ),
  closed: v.exactOptional(v.object({ wasClean: flag })),
  troubles: v.exactOptional(v.array(number)),
  error: v.exactOptional(
    v.object({ kind: v.picklist(['abort', 'timeout', 'network', 'protocol', 'other']), name: text, message: text }),
  ),
  lost: v.exactOptional(v.object({ messages: number, bytes: number })),
  upload: v.exactOptional(progress),
  download: v.exactOptional(progress),
  buffered: v.exactOptional(number),
  bytesSent: v.exactOptional(number),
  bytesReceived: v.exactOptional(number),
  lastEventIds: v.exactOptional(v.array(v.tuple([number, text]))),
  bodySource: v.exactOptional(v.literal('network')),
  note: v.exactOptional(text),
  framing: v.exactOptional(text),
  wire: v.exactOptional(
    v.object({
      url: text,
      initiator: text,
      redirects: v.array(v.object({ url: text, status: number, location: text })),
      preflight: v.nullable(v.object({ status: number, duration: number })),
      connections: number,
    }),
  ),
  requestBody: v.exactOptional(v.object({ pieces: v.exactOptional(columns) })),
  responseBody: v.exactOptional(v.object({ pieces: v.exactOptional(columns) })),
  messages: v.object({
    in: v.picklist(['webSocketMessages', 'eventSourceMessages', 'bodies', 'framing', 'rows']),
    order: v.exactOptional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))),
  }),
});

export type OwnEntry = v.InferOutput<typeof ownEntry>;
export type OwnColumns = v.InferOutput<typeof columns>;

const SPOTS = ['workers', 'sharedWorkers', 'sockets', 'large', 'largeFirefox', 'busy'] as const satisfies BlindSpot[];

export const ownLog = v.object({
  format: v.pipe(v.number(), v.integer(), v.minValue(0)),
  version: v.fallback(text, ''),
  exported: v.fallback(text, ''),
  notices: v.fallback(
    v.array(
      v.variant('kind', [
        v.object({
          kind: v.picklist(['gap', 'fault', 'late', 'invalid']),
          time: number,
          text,
          code: v.exactOptional(text),
          values: v.exactOptional(v.array(v.union([text, number]))),
          count: number,
        }),
        v.object({ kind: v.literal('blind'), time: number, spot: v.picklist(SPOTS), count: number }),
      ]),
    ),
    [],
  ),
  totals: v.fallback(
    v.optional(v.object({ messages: number, bytes: number, lostMessages: number, lostBytes: number })),
    undefined,
  ),
  redaction: v.fallback(
    v.optional(v.looseObject({ secrets: number, kinds: v.exactOptional(v.record(text, number)) })),
    undefined,
  ),
});

export type OwnLog = v.InferOutput<typeof ownLog>;

/** The first thing wrong in words: `transitions.0.1: Expected number`. */
export const flawOf = (issue: v.GenericIssue): string => `${v.getDotPath(issue) ?? ''}: ${issue.message}`;
