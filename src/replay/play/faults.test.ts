// Faults: what each does to a recording, and what none may do.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlayAnswer, PlayStep } from '../../wire/play.ts';
import { type Fault, withFault, withFaults } from './faults.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const answer = (steps: PlayStep[]): PlayAnswer => ({
  recorded: '1.1',
  status: 200,
  statusText: 'OK',
  headers: [['content-type', 'text/event-stream']],
  url: '',
  redirected: false,
  protocol: '',
  extensions: '',
  steps,
});
const body = (...pieces: (string | Uint8Array)[]): PlayAnswer =>
  answer([
    { at: 5, type: 'head' },
    ...pieces.map((data, i): PlayStep => ({ at: 10 + i, type: 'chunk', data })),
    { at: 50, type: 'end' },
  ]);
const socket = (...messages: (string | Uint8Array)[]): PlayAnswer =>
  answer([
    { at: 5, type: 'head' },
    ...messages.map((data, i): PlayStep => ({ at: 10 + i, type: 'message', data })),
    { at: 50, type: 'close', code: 1000, reason: '', wasClean: true },
  ]);

const bytesOf = ({ steps }: PlayAnswer): number[] =>
  steps.flatMap((step) => {
    if (step.type !== 'chunk') return [];
    return [...(typeof step.data === 'string' ? encode(step.data) : step.data)];
  });
const said = ({ steps }: PlayAnswer): string[] =>
  steps.map((step) => {
    if (!('data' in step)) return `${step.at} ${step.type}`;
    const text = typeof step.data === 'string' ? step.data : new TextDecoder().decode(step.data);
    return `${step.at} ${step.type} ${text}`;
  });

describe('a fault', () => {
  it('drops the connection after n messages', () => {
    expect(said(withFault(body('a', 'b', 'c'), { type: 'drop', after: 2 }))).toEqual([
      '5 head',
      '10 chunk a',
      '11 chunk b',
      '11 broken',
    ]);
    expect(said(withFault(socket('a'), { type: 'drop', after: 9 }))).toEqual(['5 head', '10 message a', '10 broken']);
    expect(said(withFault(body('a'), { type: 'drop', after: 0 }))).toEqual(['5 head', '5 broken']);
  });

  it('stalls: nothing more, and no end', () => {
    expect(said(withFault(body('a', 'b'), { type: 'stall', after: 1 }))).toEqual(['5 head', '10 chunk a']);
  });

  it('closes a WebSocket with a code, cleanly but for 1006', () => {
    const close = (code: number) =>
      withFault(socket('a', 'b'), { type: 'close', code, after: 1, reason: 'r' }).steps.at(-1);
    expect(close(1011)).toEqual({ at: 10, type: 'close', code: 1011, reason: 'r', wasClean: true });
    expect(close(1006)).toMatchObject({ code: 1006, wasClean: false });
  });

  it('delays all, or all from a message on', () => {
    expect(said(withFault(body('a', 'b'), { type: 'delay', by: 100 }))).toEqual([
      '105 head',
      '110 chunk a',
      '111 chunk b',
      '150 end',
    ]);
    expect(said(withFault(body('a', 'b'), { type: 'delay', by: 100, from: 1 }))).toEqual([
      '5 head',
      '10 chunk a',
      '111 chunk b',
      '150 end',
    ]);
    expect(said(withFault(body('a'), { type: 'delay', by: 100, from: 7 }))).toEqual(said(body('a')));
  });

  it('cuts at offsets of the body, within a character too', () => {
    const cut = withFault(body('aä', 'bcd'), { type: 'split', at: [2, 4] });
    expect(
      cut.steps
        .filter(({ type }) => type === 'chunk')
        .map((step) => 'data' in step && [...encode(''), ...(step.data as Uint8Array)]),
    ).toEqual([[97, 0xc3], [0xa4], [98], [99, 100]]);
  });

  it('corrupts one byte of one message, and says where there is none', () => {
    expect(bytesOf(withFault(body('ab', 'cd'), { type: 'corrupt', message: 1, byte: 0 }))).toEqual([97, 98, 0x9c, 100]);
    expect(said(withFault(socket('ab'), { type: 'corrupt', message: 0, byte: 1 }))[1]).toBe('10 message a\ufffd');
    expect(() => withFault(body('ab'), { type: 'corrupt', message: 0, byte: 2 })).toThrow(
      'message 0 has 2 bytes: there is no byte 2',
    );
  });

  it('answers with another status, or not at all', () => {
    const failed = withFault(body('a'), { type: 'status', status: 503, statusText: 'Busy' });
    expect([failed.status, failed.statusText, failed.headers, said(failed)]).toEqual([
      503,
      'Busy',
      [],
      ['5 head', '5 end'],
    ]);
    expect(said(withFault(body('a'), { type: 'refuse' }))).toEqual(['5 broken']);
  });

  it('refuses numbers that cannot be', () => {
    expect(() => withFault(body('a'), { type: 'drop', after: -1 })).toThrow(
      'after must be a whole number from 0 on: -1',
    );
    expect(() => withFault(body('a'), { type: 'pieces', size: 0 })).toThrow('size must be a whole number from 1 on: 0');
    expect(() => withFault(body('a'), { type: 'status', status: 101 })).toThrow('status must be');
  });
});

describe('faults', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 });
  const cutting = fc.oneof(
    fc.record({ type: fc.constant('split' as const), at: fc.array(fc.nat(150)) }),
    fc.record({ type: fc.constant('pieces' as const), size: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ type: fc.constant('merge' as const), count: fc.integer({ min: 1, max: 9 }) }),
  );

  it('that cut and merge keep every byte, in order, and time never goes back', () => {
    fc.assert(
      fc.property(pieces, fc.array(cutting, { maxLength: 4 }), (data, faults: Fault[]) => {
        const before = body(...data);
        const after = withFaults(before, faults);
        expect(bytesOf(after)).toEqual(bytesOf(before));
        const times = after.steps.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(after.steps.at(-1)).toEqual(before.steps.at(-1));
      }),
    );
  });

  it('leave the recording itself as it was', () => {
    const before = body('ab', 'cd');
    const copy = structuredClone(before);
    withFaults(before, [
      { type: 'corrupt', message: 0, byte: 0 },
      { type: 'pieces', size: 1 },
      { type: 'delay', by: 5 },
    ]);
    expect(before).toEqual(copy);
  });
});
