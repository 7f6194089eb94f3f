// Faults on demand: a recording as it would have been on a bad day. Pure: steps in, steps out.
import { joined } from '../../store/joined.ts';
import type { PlayAnswer, PlayStep } from '../../wire/play.ts';

/** Numbers of messages and chunks count from 0, received ones only; times are in ms, sizes in bytes. */
export type Fault =
  /** The connection breaks after `after` messages or chunks. */
  | { type: 'drop'; after: number }
  /** All that comes from message `from` on comes `by` ms later. */
  | { type: 'delay'; by: number; from?: number }
  /** Nothing comes after `after` messages, and no end. */
  | { type: 'stall'; after: number }
  /** Body pieces are cut at these offsets of the body. */
  | { type: 'split'; at: number[] }
  /** Body pieces are cut every `size` bytes: 1 gives each byte by itself. */
  | { type: 'pieces'; size: number }
  /** Body pieces come `count` at a time, as one, when the last of them came. */
  | { type: 'merge'; count: number }
  /** One byte (of text: its UTF-8) of a message or piece is turned over. */
  | { type: 'corrupt'; message: number; byte: number }
  /** The answer has this status and no body. */
  | { type: 'status'; status: number; statusText?: string }
  /** A WebSocket closes so after `after` messages. */
  | { type: 'close'; code: number; reason?: string; after: number }
  /** The connection is refused: no head at all. */
  | { type: 'refuse' };

const isData = (step: PlayStep): step is Extract<PlayStep, { data: unknown }> => 'data' in step;
const encoder = new TextEncoder();
const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? encoder.encode(data) : data);

/** The steps up to and with `count` messages or chunks. */
function first(steps: readonly PlayStep[], count: number): PlayStep[] {
  let left = count;
  const kept: PlayStep[] = [];
  for (const step of steps) {
    if (isData(step) && left-- <= 0) return kept;
    if (step.type === 'end' || step.type === 'broken' || step.type === 'close') return kept;
    kept.push(step);
  }
  return kept;
}

/** Position of a message or chunk among the steps; behind the last step where there are not so many. */
function dataAt(steps: readonly PlayStep[], number: number): number {
  let left = number;
  const found = steps.findIndex((step) => isData(step) && left-- === 0);
  return found < 0 ? steps.length : found;
}

const lastTime = (steps: readonly PlayStep[]): number => steps.at(-1)?.at ?? 0;

function cutAt(steps: readonly PlayStep[], cutsOf: (start: number, length: number) => number[]): PlayStep[] {
  let offset = 0;
  return steps.flatMap((step): PlayStep[] => {
    if (step.type !== 'chunk') return [step];
    const bytes = bytesOf(step.data);
    const start = offset;
    offset += bytes.length;
    const inside = cutsOf(start, bytes.length).filter((cut) => cut > 0 && cut < bytes.length);
    const edges = [0, ...new Set(inside.toSorted((a, b) => a - b)), bytes.length];
    return edges.slice(1).map((end, i) => ({ ...step, data: bytes.slice(edges[i], end) }));
  });
}

function merged(steps: readonly PlayStep[], count: number): PlayStep[] {
  const out: PlayStep[] = [];
  let waiting: Extract<PlayStep, { type: 'chunk' }>[] = [];
  const give = (): void => {
    const last = waiting.at(-1);
    if (last) out.push({ ...last, data: joined(waiting.map(({ data }) => bytesOf(data))) });
    waiting = [];
  };
  for (const step of steps) {
    if (step.type === 'chunk') {
      waiting.push(step);
      if (waiting.length >= count) give();
    } else {
      give();
      out.push(step);
    }
  }
  give();
  return out;
}

function corrupted(steps: readonly PlayStep[], message: number, byte: number): PlayStep[] {
  let n = -1;
  return steps.map((step) => {
    if (!isData(step)) return step;
    n++;
    if (n !== message) return step;
    const bytes = bytesOf(step.data).slice();
    if (byte >= bytes.length)
      throw new RangeError(`message ${message} has ${bytes.length} bytes: there is no byte ${byte}`);
    bytes[byte] = (bytes[byte] as number) ^ 0xff;
    const text = typeof step.data === 'string' && step.type === 'message';
    return { ...step, data: text ? new TextDecoder().decode(bytes) : bytes };
  });
}

function whole(name: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name} must be a whole number from ${least} on: ${value}`);
  return value;
}

/**
 * The answer with one fault in it.
 * @throws {RangeError} for a number that cannot be: says which.
 */
export function withFault(answer: PlayAnswer, fault: Fault): PlayAnswer {
  const { steps } = answer;
  const change = (changed: PlayStep[]): PlayAnswer => ({ ...answer, steps: changed });
  switch (fault.type) {
    case 'drop': {
      const kept = first(steps, whole('after', fault.after, 0));
      return change([...kept, { at: lastTime(kept), type: 'broken' }]);
    }
    case 'stall':
      return change(first(steps, whole('after', fault.after, 0)));
    case 'close': {
      const kept = first(steps, whole('after', fault.after, 0));
      const { code, reason = '' } = fault;
      return change([...kept, { at: lastTime(kept), type: 'close', code, reason, wasClean: code !== 1006 }]);
    }
    case 'delay': {
      const start = fault.from === undefined ? 0 : dataAt(steps, whole('from', fault.from, 0));
      return change(steps.map((step, i) => (i < start ? step : { ...step, at: step.at + fault.by })));
    }
    case 'split':
      return change(cutAt(steps, (start) => fault.at.map((cut) => cut - start)));
    case 'pieces': {
      const size = whole('size', fault.size, 1);
      return change(
        cutAt(steps, (_, length) => Array.from({ length: Math.ceil(length / size) }, (_each, i) => i * size)),
      );
    }
    case 'merge':
      return change(merged(steps, whole('count', fault.count, 1)));
    case 'corrupt':
      return change(corrupted(steps, whole('message', fault.message, 0), whole('byte', fault.byte, 0)));
    case 'status': {
      const at = steps.find(({ type }) => type === 'head')?.at ?? 0;
      const { status, statusText = '' } = fault;
      return {
        ...answer,
        status: whole('status', status, 200),
        statusText,
        headers: [],
        steps: [
          { at, type: 'head' },
          { at, type: 'end' },
        ],
      };
    }
    case 'refuse':
      return { ...answer, status: 0, steps: [{ at: steps[0]?.at ?? 0, type: 'broken' }] };
    default:
      throw new RangeError(`there is no fault of type ${JSON.stringify((fault as { type?: unknown })?.type)}`);
  }
}

/** The answer with all of the faults in it, one after the other. */
export const withFaults = (answer: PlayAnswer, faults: readonly Fault[]): PlayAnswer =>
  faults.reduce(withFault, answer);
