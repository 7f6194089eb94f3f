// Turns queued items into envelopes: all rows of one become columns, a message that is too large becomes parts.
import { type Capture, type Messages, type Part, ROW_SIZE } from '../wire/capture.ts';
import { type Item, type Subject, tell } from './item.ts';
import { Bytes, copyBytes, List, Numbers, put, stringSlice, viewOf, writeBytes } from './natives.ts';

/**
 * What one envelope may hold, as the recorder counts it. From 64 KiB on Chromium sends a message by shared memory made
 * for it, which costs the page's thread four times as much as one below.
 */
const ENVELOPE_COST = 56 * 1024;

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

/** The `count` rows among the items from `from` on. */
function gather(from: Item, count: number, byteCount: number): Messages {
  const end = count * ROW_SIZE;
  const rows = new Numbers(end);
  const bytes = new Bytes(byteCount);
  let text = '';
  let bytesAt = 0;
  const events = new List<[number, string, string]>();
  let item = from;
  for (let at = 0; at < end; item = item.next as Item) {
    const { subject, what, data, units, name } = item;
    if (what) continue;
    if (name) {
      put(events, [at / ROW_SIZE, name, item.lastEventId]);
    }
    rows[at++] = item.seq;
    rows[at++] = (subject as Subject).number;
    rows[at++] = item.time;
    rows[at++] = item.flags;
    rows[at++] = units;
    rows[at++] = item.whole;
    if (typeof data === 'string') text += data;
    else if (data) {
      writeBytes(bytes, data, bytesAt);
      bytesAt += units;
    }
  }
  return { type: 'messages', rows, text, bytes, events };
}

function part(item: Item, offset: number): Part {
  const data = item.data as string | Uint8Array;
  const end = offset + ENVELOPE_COST;
  return {
    type: 'part',
    seq: item.seq,
    time: item.time,
    exchange: (item.subject as Subject).number,
    offset,
    last: end >= item.units,
    flags: item.flags,
    size: item.whole,
    data:
      typeof data === 'string'
        ? stringSlice(data, offset, end)
        : // A copy: of a view a port carries all of its buffer.
          (copyBytes(viewOf(data, offset, item.units - offset), ENVELOPE_COST) as { bytes: Uint8Array }).bytes,
    ...(item.name && { event: [item.name, item.lastEventId] as [string, string] }),
  };
}

/** As much as fits one envelope, from `from` (or the rest of a large message at `offset`); null where it must wait. */
export function pack(from: Item, offset: number): Packed | null {
  const captures = new List<Capture>();
  const { seq: first } = from;
  if (from.pending) return null;
  if (from.units > ENVELOPE_COST) {
    const piece = part(from, offset);
    put(captures, piece);
    const { last } = piece;
    const next = last ? from.next : from;
    return { captures, first, last: last ? first : first - 1, next, offset: last ? 0 : offset + ENVELOPE_COST };
  }
  let item: Item | null = from;
  let last = first - 1;
  let cost = 0;
  let rows = 0;
  let byteCount = 0;
  while (item && !item.pending) {
    cost += item.cost;
    if (item !== from && cost > ENVELOPE_COST) break;
    if (item.what) put(captures, tell(item));
    else {
      rows++;
      if (typeof item.data !== 'string') byteCount += item.units;
    }
    last = item.seq;
    item = item.next;
  }
  if (rows > 0) put(captures, gather(from, rows, byteCount));
  return { captures, first, last, next: item, offset: 0 };
}
