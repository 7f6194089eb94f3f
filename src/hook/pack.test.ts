// Envelopes hold all that was queued, once, in order and within their size; large messages go in parts.
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BINARY, type Capture, type Messages, type Part, ROW_SIZE } from '../wire/capture.ts';
import type { Subject } from './item.ts';
import { type Packed, pack } from './pack.ts';
import { Recorder } from './recorder.ts';

const UNITS = 56 * 1024;

/** All envelopes, from the oldest item on. */
function envelopes(recorder: Recorder): Packed[] {
  const list: Packed[] = [];
  for (let item = recorder.head, offset = 0; item; ) {
    const packed = pack(item, offset);
    if (!packed) break;
    // As a port hands them over.
    list.push({ ...packed, captures: structuredClone(packed.captures) });
    item = packed.next;
    offset = packed.offset;
  }
  return list;
}

interface Told {
  seq: number;
  exchange?: number;
  time: number;
  flags?: number;
  data?: string | Uint8Array | null;
  event?: [string, string];
  fact?: string;
}

function* rowsOf(messages: Messages): Generator<Told> {
  let text = 0;
  let bytes = 0;
  const events = new Map(messages.events?.map(([row, name, id]) => [row, [name, id] as [string, string]]));
  for (let i = 0; i < messages.rows.length / ROW_SIZE; i++) {
    const [seq, exchange, time, flags, length] = messages.rows.slice(i * ROW_SIZE) as never as [
      number,
      number,
      number,
      number,
      number,
    ];
    const data =
      flags & BINARY ? messages.bytes.slice(bytes, bytes + length) : messages.text.slice(text, text + length);
    if (flags & BINARY) bytes += length;
    else text += length;
    const event = events.get(i);
    yield { seq, exchange, time, flags, data, ...(event && { event }) };
  }
}

/** Reads envelopes back into what they tell, in the order of their numbers, large messages joined. */
function unpack(captures: Capture[]): Told[] {
  const told: Told[] = [];
  let parts: Part[] = [];
  for (const capture of captures) {
    if (capture.type === 'messages') told.push(...rowsOf(capture));
    else if (capture.type === 'part') {
      parts.push(capture);
      if (!capture.last) continue;
      const { seq, exchange, time, flags, event } = capture;
      const data =
        typeof capture.data === 'string'
          ? parts.map((part) => part.data).join('')
          : new Uint8Array(Buffer.concat(parts.map((part) => part.data as Uint8Array)));
      told.push({ seq, exchange, time, flags, data, ...(event && { event }) });
      parts = [];
    } else told.push({ seq: capture.seq, time: capture.time, fact: capture.type });
  }
  return told.sort((a, b) => a.seq - b.seq);
}

/** Large payloads by their digest: comparing them unit by unit takes seconds. */
const brief = (told: Told): Told | { digest: string } =>
  told.data && told.data.length > 100
    ? { ...told, digest: createHash('sha1').update(told.data).digest('hex'), data: typeof told.data }
    : told;

const started = (): { recorder: Recorder; subject: Subject } => {
  const recorder = new Recorder();
  return { recorder, subject: recorder.begin() };
};

describe('pack', () => {
  const payload = fc.oneof(
    { weight: 5, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 5, arbitrary: fc.uint8Array({ maxLength: 12 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...[UNITS - 1, UNITS, UNITS + 1, 2 * UNITS + 3].map((n) => '€'.repeat(n))),
    },
    { weight: 1, arbitrary: fc.constantFrom(...[UNITS + 1, 2 * UNITS].map((n) => new Uint8Array(n).fill(n + 7))) },
  );
  const step = fc.oneof(
    fc.record({ data: payload, exchange: fc.nat(2), name: fc.constantFrom('', 'message', 'tick') }),
    fc.record({ fact: fc.constant('done' as const), exchange: fc.nat(2) }),
    fc.constant({ fact: 'pageshow' as const }),
  );

  it('tells everything once, in order and as it was', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const recorder = new Recorder();
        recorder.live = true;
        const subjects = [recorder.begin(), recorder.begin(), recorder.begin()];
        const expected: Told[] = [];
        for (const [i, now] of steps.entries()) {
          const seq = i + 1;
          if ('data' in now) {
            const flags = typeof now.data === 'string' ? 0 : BINARY;
            const item = recorder.row(subjects[now.exchange] as Subject, flags, now.data, i);
            item.name = now.name;
            item.lastEventId = `${i}`;
            const event = now.name ? { event: [now.name, `${i}`] as [string, string] } : {};
            expected.push({ seq, exchange: now.exchange + 1, time: i, flags, data: now.data, ...event });
          } else if (now.fact === 'done') {
            recorder.fact(subjects[now.exchange] as Subject, { type: 'done' }, i);
            expected.push({ seq, time: i, fact: 'done' });
          } else {
            recorder.passing(null, { type: 'pageshow' });
            expected.push({ seq, time: expect.any(Number) as unknown as number, fact: 'pageshow' });
          }
        }
        const list = envelopes(recorder);
        expect(unpack(list.flatMap(({ captures }) => captures)).map(brief)).toEqual(expected.map(brief));
        // Envelope after envelope covers the sequence without a gap or an overlap.
        let last = 0;
        for (const envelope of list) {
          expect(envelope.first).toBe(last + 1);
          last = Math.max(last, envelope.last);
        }
        expect(last).toBe(steps.length);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps an envelope below the 64 KiB from which on Chromium makes shared memory for a message', () => {
    const { recorder, subject } = started();
    for (let i = 0; i < 2000; i++)
      recorder.row(subject, i % 2 ? BINARY : 0, i % 2 ? new Uint8Array(200) : 'x'.repeat(200), i);
    for (let i = 0; i < 20; i++) recorder.row(subject, 0, 'x'.repeat(20_000), i);
    for (let i = 0; i < 2000; i++) recorder.row(subject, 0, '', i);
    const sizes = envelopes(recorder).map(({ captures }) => serialize(captures).length);
    expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
    // Each is as full as it can be.
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(30_000);
  });

  it('puts all rows into one list, behind the facts between them, whatever exchange they belong to', () => {
    const { recorder, subject } = started();
    const other = recorder.begin();
    recorder.row(subject, 0, 'a', 1);
    recorder.row(other, BINARY, Uint8Array.of(1), 2);
    recorder.fact(subject, { type: 'done' }, 3);
    recorder.row(other, 0, 'b', 4);
    const [packed] = envelopes(recorder);
    expect(packed?.captures.map(({ type }) => type)).toEqual(['done', 'messages']);
    expect((packed as Packed).captures[1]).toEqual({
      type: 'messages',
      rows: Float64Array.of(1, 1, 1, 0, 1, 0, 2, 2, 2, BINARY, 1, 0, 4, 2, 4, 0, 1, 0),
      text: 'ab',
      bytes: Uint8Array.of(1),
      events: [],
    });
  });

  it('cuts a large message into parts that say where they belong and which is the last', () => {
    const { recorder, subject } = started();
    const item = recorder.row(subject, BINARY, new Uint8Array(2 * UNITS + 10), 7);
    item.name = 'large';
    item.lastEventId = '9';
    const list = envelopes(recorder);
    expect(list.map(({ first, last }) => [first, last])).toEqual([
      [1, 0],
      [1, 0],
      [1, 1],
    ]);
    const parts = list.map(({ captures }) => captures[0] as Part);
    expect(parts.map(({ data }) => data.length)).toEqual([UNITS, UNITS, 10]);
    expect(parts.map(({ data, ...rest }) => rest)).toMatchObject([
      { type: 'part', seq: 1, time: 7, exchange: 1, offset: 0, last: false, flags: BINARY, event: ['large', '9'] },
      { offset: UNITS, last: false },
      { offset: 2 * UNITS, last: true },
    ]);
  });

  it('keeps a surrogate pair whole that a part boundary cuts', () => {
    const { recorder, subject } = started();
    const text = `${'x'.repeat(UNITS - 1)}😀${'y'.repeat(5)}`;
    recorder.row(subject, 0, text, 1);
    const [told] = unpack(envelopes(recorder).flatMap(({ captures }) => captures));
    expect(told?.data === text).toBe(true);
  });

  it('copies bytes, so that an envelope does not change with what is queued', () => {
    const { recorder, subject } = started();
    const data = Uint8Array.of(1, 2, 3);
    recorder.row(subject, BINARY, data, 1);
    const [packed] = envelopes(recorder);
    data.fill(9);
    expect((packed as Packed).captures[0]).toMatchObject({ bytes: Uint8Array.of(1, 2, 3) });
  });

  it('waits at a payload that is still being read, so that nothing overtakes it', () => {
    const { recorder, subject } = started();
    recorder.row(subject, 0, 'before', 1);
    const item = recorder.row(subject, BINARY, null, 2);
    item.pending = true;
    recorder.row(subject, 0, 'after', 3);
    const [only, ...more] = envelopes(recorder);
    expect([only?.first, only?.last, more.length]).toEqual([1, 1, 0]);
    expect(pack(item, 0)).toBeNull();
    recorder.fill(item, Uint8Array.of(1));
    expect(envelopes(recorder)[0]?.last).toBe(3);
  });
});
