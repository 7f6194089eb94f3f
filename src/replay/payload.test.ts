// What a person may give as data, and what is told of anything else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadOf } from './payload.ts';
import { expand, type Variables } from './template.ts';

const variables = (): Variables => {
  let n = 0;
  return { uuid: () => 'u-u', now: () => 1234, counter: () => ++n };
};
const bytes = (data: unknown): number[] => [...new Uint8Array(payloadOf(data, null) as ArrayBuffer)];
const codeOf = (data: unknown): unknown => {
  try {
    return payloadOf(data, null);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('payloadOf', () => {
  it('takes text as it is', () => {
    expect(payloadOf('a\0\ud800', null)).toBe('a\0\ud800');
    expect(payloadOf({ text: '' }, null)).toBe('');
  });

  it('takes JSON text as it is written, and writes values', () => {
    expect(payloadOf({ json: ' {"a" : 1e0}' }, null)).toBe(' {"a" : 1e0}');
    expect(payloadOf({ json: { a: [null] } }, null)).toBe('{"a":[null]}');
    expect(codeOf({ json: '{"a": }' })).toBe('invalid-json');
    expect(codeOf({ json: undefined })).toBe('invalid-json');
  });

  it('takes hex in the forms in which it is found', () => {
    expect(bytes({ hex: '00ff 7F\n0x01,'.replace(',', '') })).toEqual([0, 255, 127, 1]);
    expect(bytes({ hex: '' })).toEqual([]);
    for (const hex of ['0', '0g', '00-11']) expect(codeOf({ hex })).toBe('invalid-hex');
  });

  it('takes base64 of both alphabets, padded or not', () => {
    expect(bytes({ base64: 'AP-_' })).toEqual(bytes({ base64: 'AP+/' }));
    expect(bytes({ base64: 'AA==' })).toEqual(bytes({ base64: 'AA' }));
    for (const base64 of ['A', 'A*', 'A=A=']) expect(codeOf({ base64 })).toBe('invalid-base64');
  });

  it('gives back any bytes that were written as hex or base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (given) => {
        expect(bytes({ hex: Buffer.from(given).toString('hex') })).toEqual([...given]);
        expect(bytes({ base64: Buffer.from(given).toString('base64url') })).toEqual([...given]);
      }),
    );
  });

  it('refuses what is none of these', () => {
    for (const data of [1, null, undefined, {}, { hex: 1 }, { text: 'a', hex: '00' }, { file: 'x' }])
      expect(codeOf(data)).toBe('invalid-data');
  });

  it('fills placeholders before it checks JSON, and only in text', () => {
    expect(payloadOf({ json: '{"at": {{now}}, "n": {{counter}}}' }, variables())).toBe('{"at": 1234, "n": 1}');
    expect(payloadOf({ json: { id: '{{uuid}}' } }, variables())).toBe('{"id":"u-u"}');
    expect(payloadOf('{{now}}', null)).toBe('{{now}}');
  });
});

describe('expand', () => {
  it('makes a new value for each, and leaves other braces alone', () => {
    expect(expand('{{counter}} {{ counter }} {{x}} {now} {{now}}', variables())).toBe('1 2 {{x}} {now} 1234');
  });
});
