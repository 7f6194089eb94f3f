// A body is cut into its messages without a byte lost, wherever its chunks are cut.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sse } from '../decode/framing/sse.ts';
import { type Block, eventBlocks, lineBlocks, type Splitter, splitterFor } from './blocks.ts';

const encoder = new TextEncoder();
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function blocksOf(splitter: Splitter, text: string, cuts: readonly number[] = []): Block[] {
  const bytes = encoder.encode(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const blocks: Block[] = [];
  let from = 0;
  for (const end of ends) {
    blocks.push(...splitter.push(bytes.subarray(from, end)));
    from = end;
  }
  return [...blocks, ...splitter.end()];
}

const messages = (blocks: readonly Block[]) => blocks.flatMap(({ message }) => message ?? []);

describe('event streams', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', '\n\n', 'data: ', 'data', ':', 'event: tick', 'id: 1', ': c', 'retry: 5'),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 40 },
  );
  const cuts = fc.array(fc.nat(200), { maxLength: 6 });

  it('keep every byte, and have the messages that a page would be told', () => {
    fc.assert(
      fc.property(pieces, cuts, (parts, at) => {
        const text = parts.join('').toWellFormed();
        const blocks = blocksOf(eventBlocks(), text, at);
        expect(blocks.map(({ bytes }) => textOf(bytes)).join('')).toBe(text);
        const framer = sse.create();
        const told = [...framer.push(encoder.encode(text)), ...framer.end()]
          .filter(({ event, incomplete }) => event?.name && event.comment === undefined && !incomplete)
          .map(({ data, event }) => ({ name: event?.name, data }));
        expect(messages(blocks)).toEqual(told);
      }),
      { numRuns: 500 },
    );
  });

  it('are over with their blank line, CR LF in two chunks too', () => {
    const blocks = blocksOf(eventBlocks(), 'data: a\r\n\r\ndata: b\r\n\r\n', [9, 10, 11]);
    expect(blocks.map(({ bytes, message }) => [textOf(bytes), message?.data])).toEqual([
      ['data: a\r\n\r', 'a'],
      ['\ndata: b\r\n\r\n', 'b'],
    ]);
  });

  it('have what is not data kept when they are edited', () => {
    const splitter = eventBlocks();
    const [block] = blocksOf(splitter, ': c\r\nevent: tick\r\nid: 7\r\ndata: a\r\ndata: b\r\nretry: 9\r\n\r\n');
    const edited = splitter.edited(block as Block, 'x\ny');
    expect(textOf(edited)).toBe(': c\r\nevent: tick\r\nid: 7\r\nretry: 9\r\ndata: x\r\ndata: y\r\n\r\n');
    expect(messages(blocksOf(eventBlocks(), textOf(edited)))).toEqual([{ name: 'tick', data: 'x\ny' }]);
  });
});

describe('lines', () => {
  it('keep every byte; the last needs no line end, and blank ones are no messages', () => {
    const text = '{"a":1}\r\n\n {"b":2} \n{"c":3}';
    const blocks = blocksOf(lineBlocks(), text, [3, 9]);
    expect(blocks.map(({ bytes }) => textOf(bytes)).join('')).toBe(text);
    expect(messages(blocks).map(({ data }) => data)).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  });

  it('take bytes as they are', () => {
    const splitter = lineBlocks();
    const [block] = blocksOf(splitter, '1\n');
    expect([...splitter.edited(block as Block, Uint8Array.of(0, 255).buffer)]).toEqual([0, 255, 10]);
  });
});

it.each([
  ['text/event-stream; charset=utf-8', true],
  ['Application/X-NDJSON', true],
  ['application/jsonl', true],
  ['application/json', false],
  ['', false],
])('cuts %j: %s', (type, expected) => {
  expect(splitterFor(type) !== null).toBe(expected);
});
