// Makes the messages of a framed body again from its pieces: what can be derived is not written to the file.
import { registry } from '../decode/registry.ts';
import type { Framed, Framer } from '../store/framer.ts';
import type { EventFacts, MessageLog } from '../store/message-log.ts';
import { INCOMPLETE } from '../store/message-log.ts';
import { BINARY } from '../wire/capture.ts';

const encoder = new TextEncoder();

/** A framer by its name; null where this version does not know it. */
export function framerNamed(name: string): Framer | null {
  return registry.framings.find((framing) => framing.name === name)?.create() ?? null;
}

/** One message of a framed body as a row. `time` in epoch ms. */
export interface FramedRow extends Framed {
  time: number;
  flags: number;
}

/** What the framing makes of these pieces; `ended`: the body is over. */
export function* framedRows(framer: Framer, chunks: MessageLog, ended: boolean): Generator<FramedRow | null> {
  let time = 0;
  const row = (framed: Framed): FramedRow => {
    const flags = (typeof framed.data === 'string' ? 0 : BINARY) | (framed.incomplete ? INCOMPLETE : 0);
    return { ...framed, time, flags };
  };
  for (let i = 0; i < chunks.length; i++) {
    const data = chunks.data(i);
    if (data === null) continue;
    time = chunks.time(i);
    for (const framed of framer.push(typeof data === 'string' ? encoder.encode(data) : data)) yield row(framed);
    yield null;
  }
  if (ended) for (const framed of framer.end()) yield row(framed);
}

/**
 * Whether framing the pieces gives exactly the received messages at `positions`: not so where pieces are missing, or
 * where the messages were made before the exchange was cleared. Yields to let others run.
 */
export function* isDerivable(
  name: string,
  messages: MessageLog,
  positions: Uint32Array,
  chunks: MessageLog,
  ended: boolean,
): Generator<void, boolean> {
  const framer = framerNamed(name);
  if (!framer) return false;
  let p = 0;
  for (const row of framedRows(framer, chunks, ended)) {
    if (row === null) {
      yield;
      continue;
    }
    const i = positions[p++];
    if (i === undefined || !isSame(messages, i, row)) return false;
  }
  return p === positions.length;
}

function isSame(log: MessageLog, i: number, row: FramedRow): boolean {
  const before = i > 0 ? log.time(i - 1) : row.time;
  return (
    log.flags(i) === row.flags &&
    log.size(i) === row.size &&
    log.time(i) === Math.max(row.time, before) &&
    isSameEvent(log.event(i), row.event) &&
    isSameData(log.data(i), row.data)
  );
}

function isSameData(a: string | Uint8Array | null, b: string | Uint8Array): boolean {
  if (a === null || typeof a === 'string' || typeof b === 'string') return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function isSameEvent(a: EventFacts | undefined, b: EventFacts | undefined): boolean {
  if (!a || !b) return a === b;
  if ('source' in a) return false;
  return a.name === b.name && a.id === b.id && a.retry === b.retry && a.comment === b.comment;
}
