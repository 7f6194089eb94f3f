// Bodies put together from their pieces.
import { describe, expect, it } from 'vitest';
import { MessageLog } from '../../store/message-log.ts';
import { type BodyRange, bodyText } from './body-text.ts';

const SENT_FLAG = 1;
const logOf = (...pieces: [data: string | Uint8Array | null, flags?: number][]) => {
  const log = new MessageLog();
  for (const [data, flags = 0] of pieces) {
    const dropped = data === null ? 16 : 0;
    const length = data?.length ?? 0;
    log.append({ time: 0, flags: flags | dropped, size: length || 5, block: data, start: 0, length });
  }
  return log;
};
const bytes = (...values: number[]) => Uint8Array.from(values);

const read = (log: MessageLog, range: Partial<BodyRange> = {}) =>
  bodyText(log, { direction: 'received', limit: 100, end: 100, between: '', ...range });

describe('bodyText', () => {
  it('joins the pieces of one direction', () => {
    const log = logOf(['a'], ['up', SENT_FLAG], ['b']);
    expect(read(log).text).toBe('ab');
    expect(read(log, { direction: 'sent' }).text).toBe('up');
  });

  it('joins a character that was split over two chunks', () => {
    expect(read(logOf([bytes(0xc3)], [bytes(0xbc)])).text).toBe('ü');
  });

  it('says where the body is binary', () => {
    expect(read(logOf([bytes(0xff, 0xfe, 0)]))).toEqual({ text: '', more: false, binary: true });
  });

  it('stops at the limit and says so', () => {
    expect(read(logOf(['abc'], ['def']), { limit: 4 })).toEqual({ text: 'abcd', more: true, binary: false });
    expect(read(logOf(['abc'], ['def']), { limit: 3 })).toMatchObject({ text: 'abc', more: true });
    expect(read(logOf(['abc'], ['def']), { limit: 6 })).toMatchObject({ text: 'abcdef', more: false });
  });

  it('reads no further than it is told', () => {
    expect(read(logOf(['abc'], ['def']), { end: 1 })).toMatchObject({ text: 'abc', more: true });
  });

  it('leaves out pieces that were let go', () => {
    expect(read(logOf(['abc'], [null], ['def'])).text).toBe('abcdef');
  });

  it('puts line ends between framed messages', () => {
    expect(read(logOf(['{}'], ['[]']), { between: '\n' }).text).toBe('{}\n[]');
  });
});
