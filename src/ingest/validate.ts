// The border: what comes from a page is unknown until it has passed here. Nothing behind this file checks again.
import * as v from 'valibot';
import type { Capture, Messages, Part } from '../wire/capture.ts';
import { BINARY, ROW, ROW_SIZE } from '../wire/capture.ts';
import type { FromHook } from '../wire/envelope.ts';
import { gateState, heldFact } from './validate-gate.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite());
const size = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = v.string();
const headers = v.union([v.array(v.tuple([text, text])), text]);
const scalar = v.union([text, v.number(), v.boolean()]);
const exchange = { seq: count, time: amount, exchange: count };

const playState = v.object({
  version: count,
  playing: v.boolean(),
  // It may be Infinity.
  speed: v.pipe(v.number(), v.minValue(0)),
  matched: v.array(count),
  shows: v.array(
    v.object({
      rule: count,
      recorded: text,
      api: v.picklist(['fetch', 'xhr', 'eventsource', 'websocket']),
      url: text,
      given: count,
      total: count,
      state: v.picklist(['playing', 'open', 'done', 'left']),
    }),
  ),
});

const fact = v.variant('type', [
  v.object({
    type: v.literal('opened'),
    ...exchange,
    api: v.picklist(['fetch', 'xhr', 'eventsource', 'websocket', 'websocketstream']),
    method: v.exactOptional(text),
    url: text,
    base: v.exactOptional(text),
    headers: v.exactOptional(headers),
    protocols: v.exactOptional(v.array(text)),
    options: v.exactOptional(v.record(text, scalar)),
    stack: v.exactOptional(text),
    before: v.exactOptional(v.array(v.object({ state: count, time: amount, cause: text }))),
    ours: v.exactOptional(text),
  }),
  v.object({ type: v.literal('transition'), ...exchange, state: count, cause: text }),
  v.object({
    type: v.literal('response'),
    ...exchange,
    status: count,
    statusText: text,
    headers,
    url: text,
    redirected: v.exactOptional(v.boolean()),
    kind: v.exactOptional(text),
  }),
  v.object({ type: v.literal('negotiated'), ...exchange, protocol: text, extensions: text }),
  v.object({
    type: v.literal('progress'),
    ...exchange,
    direction: v.picklist(['sent', 'received']),
    loaded: size,
    total: v.exactOptional(size),
  }),
  v.object({ type: v.literal('buffered'), ...exchange, amount: size }),
  v.object({ type: v.literal('done'), ...exchange, cause: v.exactOptional(text) }),
  v.object({ type: v.literal('closed'), ...exchange, code: count, reason: text, wasClean: v.boolean() }),
  v.object({
    type: v.literal('closing'),
    ...exchange,
    code: v.exactOptional(amount),
    reason: v.exactOptional(text),
    ours: v.exactOptional(text),
  }),
  v.object({
    type: v.literal('failed'),
    ...exchange,
    kind: v.picklist(['abort', 'timeout', 'network', 'protocol', 'other']),
    name: text,
    message: text,
  }),
  v.object({ type: v.literal('error'), ...exchange }),
  heldFact,
  v.object({ type: v.literal('lost'), ...exchange, messages: count, bytes: size }),
  v.object({
    type: v.literal('part'),
    ...exchange,
    offset: count,
    last: v.boolean(),
    flags: v.pipe(count, v.maxValue(255)),
    size,
    data: v.union([text, v.instance(Uint8Array)]),
    event: v.exactOptional(v.tuple([text, text])),
  }),
  v.object({ type: v.literal('pagehide'), seq: count, time: amount, persisted: v.boolean() }),
  v.object({ type: v.literal('pageshow'), seq: count, time: amount }),
  v.object({ type: v.literal('fault'), seq: count, time: amount, message: text }),
]);

const run = v.object({
  type: v.literal('messages'),
  rows: v.instance(Float64Array),
  text,
  bytes: v.instance(Uint8Array),
  events: v.exactOptional(v.array(v.tuple([count, text, text]))),
});

const message = v.variant('type', [
  v.object({
    type: v.literal('hello'),
    protocol: count,
    document: text,
    url: text,
    timeOrigin: amount,
    oldest: count,
    next: count,
    late: v.boolean(),
  }),
  v.object({
    type: v.literal('envelope'),
    document: text,
    number: count,
    first: count,
    last: v.pipe(v.number(), v.integer()),
    captures: v.array(v.unknown()),
  }),
  v.object({ type: v.literal('retold'), document: text, captures: v.array(v.unknown()) }),
  v.object({
    type: v.literal('acted'),
    document: text,
    call: text,
    outcome: v.nullable(
      v.object({
        readyState: v.exactOptional(count),
        error: v.exactOptional(v.object({ name: text, message: text })),
        sent: v.exactOptional(count),
        play: v.exactOptional(playState),
        gate: v.exactOptional(gateState),
      }),
    ),
  }),
]);

/** What was wrong, and where. */
export interface Invalid {
  invalid: string;
}

const why = (issues: readonly v.BaseIssue<unknown>[]): Invalid => {
  const [issue] = issues;
  return { invalid: issue ? `${v.getDotPath(issue) ?? 'message'}: ${issue.message}` : 'not understood' };
};

const isCount = (value: number | undefined): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** Rows must be whole and in order, and must not claim more payload than there is. */
function checkRows(messages: Messages): Invalid | Messages {
  const { rows } = messages;
  if (rows.length % ROW_SIZE !== 0) return { invalid: `messages.rows: ${rows.length} numbers are no whole rows` };
  let texts = 0;
  let bytes = 0;
  let before = -1;
  for (let at = 0; at < rows.length; at += ROW_SIZE) {
    const wrong = (what: string): Invalid => ({ invalid: `messages.rows.${at / ROW_SIZE}: ${what}` });
    const [seq, flags, length, size] = [
      rows[at + ROW.seq],
      rows[at + ROW.flags],
      rows[at + ROW.length],
      rows[at + ROW.size],
    ];
    if (!isCount(seq) || (seq as number) <= before) return wrong('its number does not follow');
    if (!isCount(rows[at + ROW.exchange])) return wrong('not the number of an exchange');
    if (!Number.isFinite(rows[at + ROW.time])) return wrong('its time is no finite number');
    if (!isCount(flags) || (flags as number) > 255) return wrong('its flags are none');
    if (!isCount(length)) return wrong('its length is none');
    if (!(Number.isFinite(size) && (size as number) >= 0)) return wrong('its size is not a number of bytes');
    before = seq as number;
    if ((flags as number) & BINARY) bytes += length as number;
    else texts += length as number;
  }
  if (texts !== messages.text.length || bytes !== messages.bytes.length) {
    return {
      invalid: `messages: lengths add up to ${texts} and ${bytes}, not ${messages.text.length} and ${messages.bytes.length}`,
    };
  }
  return messages;
}

/** The flags of a part must say what its data is. */
const checkPart = (part: Part): Invalid | Part =>
  ((part.flags & BINARY) !== 0) === (typeof part.data !== 'string')
    ? part
    : { invalid: `part.flags: say ${part.flags & BINARY ? 'binary' : 'text'}, the data is not` };

/** One word from a hook: understood, or why not. Its captures are checked one by one with `checkCapture`. */
export function checkMessage(input: unknown): FromHook | Invalid {
  const result = v.safeParse(message, input);
  return result.success ? (result.output as FromHook) : why(result.issues);
}

export function checkCapture(input: unknown): Capture | Invalid {
  if (typeof input === 'object' && input !== null && (input as { type?: unknown }).type === 'messages') {
    const result = v.safeParse(run, input);
    return result.success ? checkRows(result.output as Messages) : why(result.issues);
  }
  const result = v.safeParse(fact, input);
  if (!result.success) return why(result.issues);
  const capture = result.output as Capture;
  return capture.type === 'part' ? checkPart(capture) : capture;
}

export const isInvalid = (value: object): value is Invalid => 'invalid' in value;
