// The border: what comes from a page is unknown until it has passed here. Nothing behind this file checks again.
import * as v from 'valibot';
import type { Capture, Messages, Part } from '../wire/capture.ts';
import { BINARY } from '../wire/capture.ts';
import type { FromHook } from '../wire/envelope.ts';
import { gateState, heldFact } from './validate-gate.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite());
const size = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = v.string();
const headers = v.array(v.tuple([text, text]));
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
    method: text,
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
    headers: v.union([headers, text]),
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
  seq: count,
  exchanges: v.instance(Uint32Array),
  times: v.instance(Float64Array),
  flags: v.instance(Uint8Array),
  lengths: v.instance(Uint32Array),
  sizes: v.instance(Float64Array),
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

/** The columns of a run must have one length, and must not claim more payload than there is. */
function checkColumns(messages: Messages): Invalid | Messages {
  const rows = messages.exchanges.length;
  const { times, flags, lengths, sizes } = messages;
  if (times.length !== rows || flags.length !== rows || lengths.length !== rows || sizes.length !== rows) {
    return { invalid: `messages: columns of different length (${rows} rows)` };
  }
  let texts = 0;
  let bytes = 0;
  for (let i = 0; i < rows; i++) {
    const length = lengths[i] as number;
    if ((flags[i] as number) & BINARY) bytes += length;
    else texts += length;
    if (!Number.isFinite(times[i])) return { invalid: `messages.times.${i}: not a finite number` };
    if (!(Number.isFinite(sizes[i]) && (sizes[i] as number) >= 0)) {
      return { invalid: `messages.sizes.${i}: not a number of bytes` };
    }
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
    return result.success ? checkColumns(result.output as Messages) : why(result.issues);
  }
  const result = v.safeParse(fact, input);
  if (!result.success) return why(result.issues);
  const capture = result.output as Capture;
  return capture.type === 'part' ? checkPart(capture) : capture;
}

export const isInvalid = (value: object): value is Invalid => 'invalid' in value;
