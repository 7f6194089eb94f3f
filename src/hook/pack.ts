// Turns queued items into envelopes: runs of rows become columns, a message that is too large becomes parts.
import type { Capture, Messages, Part } from '../wire/capture.ts';
import { type Item, tell } from './item.ts';
import { Bytes, List, put, stringSlice, viewOf, writeBytes } from './natives.ts';

/** Payload units (bytes or UTF-16 units) in one envelope; both browsers are happiest well below 1 MiB. */
const ENVELOPE_UNITS = 512 * 1024;
const ENVELOPE_ITEMS = 4096;

export interface Packed {
  captures: Capture[];
  first: number;
  /** Last sequence number that is complete; `first - 1` where only parts went. */
  last: number;
  /** Where to go on. */
  next: Item | null;
  /** Units of `next` that were sent as parts already. */
  offset: number;
}

function run(from: Item, count: number): Messages {
  const exchanges = new Uint32Array(count);
  const times = new Float64Array(count);
  const flags = new Bytes(count);
  const lengths = new Uint32Array(count);
  const sizes = new Float64Array(count);
  let text = '';
  let byteCount = 0;
  let events: List<[number, string, string]> | undefined;
  let item: Item = from;
  for (let i = 0; i < count; i++) {
    exchanges[i] = (item.subject as { number: number }).number;
    times[i] = item.time;
    flags[i] = item.flags;
    lengths[i] = item.units;
    sizes[i] = item.size;
    if (typeof item.data === 'string') text += item.data;
    else byteCount += item.units;
    if (item.name) {
      events ??= new List();
      put(events, [i, item.name, item.lastEventId]);
    }
    if (i + 1 < count) item = item.next as Item;
  }
  const bytes = new Bytes(byteCount);
  if (byteCount > 0) {
    item = from;
    for (let i = 0, at = 0; i < count; i++) {
      if (item.data !== null && typeof item.data !== 'string') {
        writeBytes(bytes, item.data, at);
        at += item.units;
      }
      if (i + 1 < count) item = item.next as Item;
    }
  }
  const columns = { exchanges, times, flags, lengths, sizes, text, bytes };
  return { type: 'messages', seq: from.seq, ...columns, ...(events && { events }) };
}

function part(item: Item, offset: number): Part {
  const data = item.data as string | Uint8Array;
  const end = offset + ENVELOPE_UNITS;
  return {
    type: 'part',
    seq: item.seq,
    time: item.time,
    exchange: (item.subject as { number: number }).number,
    offset,
    last: end >= item.units,
    flags: item.flags,
    size: item.size,
    data:
      typeof data === 'string'
        ? stringSlice(data, offset, end)
        : viewOf(data, offset, (end < item.units ? end : item.units) - offset),
    ...(item.name && { event: [item.name, item.lastEventId] as [string, string] }),
  };
}

/** As much as fits one envelope, from `from` (or the rest of a large message at `offset`); null where it must wait. */
export function pack(from: Item, offset: number): Packed | null {
  const captures = new List<Capture>();
  const { seq: first } = from;
  if (from.pending) return null;
  if (from.units > ENVELOPE_UNITS) {
    const piece = part(from, offset);
    put(captures, piece);
    return piece.last
      ? { captures, first, last: first, next: from.next, offset: 0 }
      : { captures, first, last: first - 1, next: from, offset: offset + ENVELOPE_UNITS };
  }
  let item: Item | null = from;
  let last = first - 1;
  let units = 0;
  let rowsFrom: Item | null = null;
  let rows = 0;
  for (let count = 0; item && count < ENVELOPE_ITEMS; count++) {
    if (item.pending) break;
    units += item.units;
    if (count > 0 && units > ENVELOPE_UNITS) break;
    if (item.fact) {
      if (rowsFrom) put(captures, run(rowsFrom, rows));
      rowsFrom = null;
      rows = 0;
      put(captures, tell(item));
    } else {
      rowsFrom ??= item;
      rows++;
    }
    last = item.seq;
    item = item.next;
  }
  if (rowsFrom) put(captures, run(rowsFrom, rows));
  return { captures, first, last, next: item, offset: 0 };
}
