// Bodies put together from their pieces.
import { describe, expect, it } from 'vitest';
import { MessageLog } from '../../store/message-log.ts';
import { bodyText } from './body-text.ts';

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

describe('bodyText', () => {
  it('joins the pieces of one direction', () => {
    expect(bodyText(logOf(['a'], ['up', SENT_FLAG], ['b']), 'received', 100).text).toBe('ab');
    expect(bodyText(logOf(['a'], ['up', SENT_FLAG], ['b']), 'sent', 100).text).toBe('up');
  });

  it('joins a character that was split over two chunks', () => {
    expect(bodyText(logOf([bytes(0xc3)], [bytes(0xbc)]), 'received', 100).text).toBe('ü');
  });

  it('says where the body is binary', () => {
    expect(bodyText(logOf([bytes(0xff, 0xfe, 0)]), 'received', 100)).toMatchObject({ binary: true, text: '' });
  });

  it('stops at the limit and says so, but counts all bytes', () => {
    expect(bodyText(logOf(['abc'], ['def']), 'received', 4)).toEqual({
      text: 'abcd',
      size: 6,
      complete: false,
      binary: false,
    });
  });

  it('is not complete where a piece was let go', () => {
    expect(bodyText(logOf(['abc'], [null]), 'received', 100).complete).toBe(false);
  });

  it('puts line ends between framed messages', () => {
    expect(bodyText(logOf(['{}'], ['[]']), 'received', 100, '\n').text).toBe('{}\n[]');
  });
});
