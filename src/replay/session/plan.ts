// What a session replay will do: checked options and the messages to send, before anything is done.
import type { Exchange } from '../../store/exchange.ts';
import { NEVER_ARRIVED } from '../../store/message-log.ts';
import type { Payload } from '../../wire/act.ts';
import { CUT } from '../../wire/capture.ts';
import { ReplayError } from '../errors.ts';
import { isToken } from '../headers.ts';
import { parsePath } from '../json-diff.ts';
import { payloadOf, recorded } from '../payload.ts';
import { editedUrl } from '../request.ts';
import type { Variables } from '../template.ts';

/** Do not send message `before` until a message like `like` (or one that has all of `match`) has come. */
export interface Wait {
  /** Position of a sent message. */
  before: number;
  /** Position of a received message: one that is equal but for what is ignored. */
  like?: number;
  /** JSON that the message must have, at least. */
  match?: unknown;
  /** ms; then the replay fails. 10,000 unless told otherwise. */
  timeout?: number;
}

export interface SessionOptions {
  /** `original` (unless told otherwise), times 0.1 to 10, as fast as possible, or one at a time. */
  gaps?: 'original' | number | 'asap' | 'step';
  /** Positions of the messages to send; all sent ones unless told otherwise. */
  only?: number[];
  /** Other data for the message at a position. */
  edits?: Record<number, unknown>;
  waits?: Wait[];
  /** JSON paths that may differ in replies: `id`, `data.time`, `items[*].id`, `**.ts`. */
  ignore?: string[];
  /** ms without a message after which no more replies are expected; 2,000 unless told otherwise. */
  replyTimeout?: number;
  /** Leave the new WebSocket open at the end. */
  keepOpen?: boolean;
  url?: string;
  protocols?: string[];
  /** The person has been asked about another origin. */
  confirm?: boolean;
}

export interface Step {
  /** Position in the recorded exchange. */
  seq: number;
  /** ms after the step before, or after the opening. */
  gap: number;
  data: Payload;
  waits: Wait[];
}

export interface Plan {
  url: string;
  protocols: string[];
  gaps: 'timed' | 'asap' | 'step';
  steps: Step[];
  ignore: string[][];
  /** ms */
  replyTimeout: number;
  keepOpen: boolean;
}

/** @see https://websockets.spec.whatwg.org/#dom-websocket-websocket */
export const SOCKET_SCHEMES = ['ws:', 'wss:', 'http:', 'https:'];
export const WAIT_TIMEOUT = 10_000;
export const REPLY_TIMEOUT = 2000;

const wrong = (text: string): ReplayError => new ReplayError('invalid-options', text);

function factorOf(gaps: SessionOptions['gaps']): number {
  if (typeof gaps !== 'number') {
    if (gaps !== undefined && !['original', 'asap', 'step'].includes(gaps))
      throw wrong("gaps is 'original', 'asap', 'step' or a number from 0.1 to 10");
    return 1;
  }
  if (!(gaps >= 0.1 && gaps <= 10)) throw wrong(`gaps can be scaled by 0.1 to 10, not by ${gaps}`);
  return gaps;
}

/** Positions of the sent messages that are to be sent again, in order. */
function chosen({ messages }: Exchange, only: number[] | undefined): number[] {
  const isSent = (i: number): boolean =>
    Number.isInteger(i) && i >= 0 && i < messages.length && messages.isSent(i) && !(messages.flags(i) & NEVER_ARRIVED);
  if (only === undefined) return Array.from({ length: messages.length }, (_, i) => i).filter(isSent);
  const bad = only.find((i) => !isSent(i));
  if (bad !== undefined) throw wrong(`message ${bad} is none that was sent`);
  return [...new Set(only)].sort((a, b) => a - b);
}

function dataOf({ messages }: Exchange, seq: number, edits: Record<number, unknown>, variables: Variables): Payload {
  if (Object.hasOwn(edits, seq)) return payloadOf(edits[seq], variables);
  const data = messages.data(seq);
  if (data === null || messages.flags(seq) & CUT)
    throw new ReplayError(
      'payload-gone',
      `message ${seq} was not kept in full: edit it, or leave it out with \`only\``,
    );
  return recorded(data);
}

function checkTime(name: string, ms: unknown): void {
  if (ms !== undefined && !(typeof ms === 'number' && ms >= 0))
    throw wrong(`${name} is a number of ms, not ${JSON.stringify(ms)}`);
}

/**
 * What a page may offer. @throws {ReplayError} `invalid-options`
 * @see https://websockets.spec.whatwg.org/#dom-websocket-websocket
 */
function checkedProtocols(given: readonly string[]): string[] {
  if (!Array.isArray(given)) throw wrong('protocols is a list of subprotocols');
  given.forEach((each: unknown, i) => {
    if (typeof each !== 'string' || !isToken(each)) throw wrong(`${JSON.stringify(each)} is no subprotocol`);
    if (given.indexOf(each) < i) throw wrong(`the subprotocol ${JSON.stringify(each)} is offered twice`);
  });
  return [...given];
}

function checkWaits(exchange: Exchange, waits: Wait[], positions: ReadonlySet<number>): void {
  const { messages } = exchange;
  for (const { before, like, match, timeout } of waits) {
    checkTime('the timeout of a wait', timeout);
    if (!positions.has(before)) throw wrong(`there is nothing to wait for before message ${before}: it is not sent`);
    if ((like === undefined) === (match === undefined)) throw wrong('a wait has either `like` or `match`');
    if (like === undefined) continue;
    const isReceived = Number.isInteger(like) && like >= 0 && like < messages.length && !messages.isSent(like);
    if (!isReceived) throw wrong(`message ${like} is none that was received`);
    if (messages.data(like) === null) throw new ReplayError('payload-gone', `message ${like} was not kept`);
  }
}

function pathsOf(ignore: readonly string[]): string[][] {
  try {
    return ignore.map(parsePath);
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

/** @throws {ReplayError} `invalid-options`, `payload-gone`, `invalid-url`, those of data */
export function planSession(exchange: Exchange, options: SessionOptions, variables: Variables): Plan {
  const factor = factorOf(options.gaps);
  const { gaps, edits = {}, waits = [], ignore = [], replyTimeout = REPLY_TIMEOUT, keepOpen = false } = options;
  const positions = chosen(exchange, options.only);
  const sent = new Set(positions);
  checkTime('replyTimeout', replyTimeout);
  const unknown = Object.keys(edits).find((seq) => !sent.has(Number(seq)));
  if (unknown !== undefined) throw wrong(`message ${unknown} is edited but not sent`);
  checkWaits(exchange, waits, sent);
  const waitsOf = new Map<number, Wait[]>();
  for (const wait of waits) waitsOf.set(wait.before, [...(waitsOf.get(wait.before) ?? []), wait]);
  let before = exchange.transitions.find(({ state }) => state === 1)?.time ?? exchange.started;
  const steps = positions.map((seq): Step => {
    const time = exchange.messages.time(seq);
    const gap = Math.max(0, time - before) * factor;
    before = time;
    return { seq, gap, data: dataOf(exchange, seq, edits, variables), waits: waitsOf.get(seq) ?? [] };
  });
  return {
    url: editedUrl(exchange, options.url, SOCKET_SCHEMES),
    protocols: options.protocols ? checkedProtocols(options.protocols) : exchange.request.protocols,
    gaps: gaps === 'asap' || gaps === 'step' ? gaps : 'timed',
    steps,
    ignore: pathsOf(ignore),
    replyTimeout,
    keepOpen,
  };
}
