// What a document tells reaches Node as it was, whatever the page has done to its prototypes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from './page/text.ts';
import { unpack } from './unpack.ts';

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.uint32Array(),
    fc.float64Array(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '\u0000' && key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

describe('facts as text', () => {
  it('are the same data afterwards, bytes and lone surrogates included', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(unpack(textOf(value))).toEqual(value);
      }),
    );
  });

  it('do not ask a toJSON that the page has given to arrays and objects', () => {
    const prototype = Array.prototype as { toJSON?: () => string };
    prototype.toJSON = () => 'forged';
    try {
      expect(textOf([1, { a: [2] }])).toBe('[1,{"a":[2]}]');
    } finally {
      delete prototype.toJSON;
    }
  });

  it('leave bytes alone that are no base64', () => {
    expect(unpack('{"\\u0000":"u8:?"}')).toEqual({ '\u0000': 'u8:?' });
  });
});
