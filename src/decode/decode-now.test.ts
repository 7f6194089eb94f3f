// Which decoder a payload gets, and that nothing makes one throw.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNow } from './decode-now.ts';
import type { Decoded, DecodeRequest } from './decoded.ts';
import { registry } from './registry.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function decode(data: string | Uint8Array, contentType = '', more: Partial<DecodeRequest> = {}): Decoded {
  return decodeNow({ data, api: 'websocket', contentType, subprotocol: '', ...more });
}

describe('a text without content type', () => {
  test.each(['{"a":1}', ' [1,2]\n', '"word"', '\uFEFF{}'])('%j is JSON', (data) => {
    expect(decode(data)).toMatchObject({ decoder: 'json', text: data });
  });

  test.each([
    'ping',
    '42',
    'true',
    '',
    ' ',
    '{not json}',
    '[object Object]',
    '42["event",1]',
    '{"a":',
    '"',
    '[',
    '{"a":1}x',
  ])('%j is text without error', (data) => {
    const decoded = decode(data);
    expect(decoded).toMatchObject({ decoder: 'text', text: data });
    expect(decoded.error).toBeUndefined();
  });
});

describe('a text with a JSON content type', () => {
  test.each(['application/json', 'application/problem+json; charset=utf-8', 'text/json', 'application/x-ndjson'])(
    'is JSON, a bare value too (%s)',
    (contentType) => {
      expect(decode('42', contentType)).toMatchObject({ decoder: 'json', tree: 42 });
    },
  );

  test('is shown with its error and place if it is none', () => {
    expect(decode('{"a":1,', 'application/json')).toMatchObject({
      decoder: 'json',
      text: '{"a":1,',
      error: { offset: 7 },
    });
  });

  test('is text without error where it is a piece of the body', () => {
    expect(decode('{"a":1,', 'application/json', { partial: true })).toEqual({
      decoder: 'text',
      confidence: 0.5,
      preview: '{"a":1,',
      text: '{"a":1,',
    });
    expect(decode('{"a":1}', 'application/json', { partial: true }).decoder).toBe('json');
  });

  test('has errors placed behind its BOM', () => {
    expect(decode('\uFEFF{x}', 'application/json').error?.offset).toBe(2);
  });
});

describe('bytes', () => {
  test('that are JSON are JSON', () => {
    expect(decode(bytes('\uFEFF{"a":"é"}'))).toMatchObject({ decoder: 'json', tree: new Map([['a', 'é']]) });
  });

  test('that are printable UTF-8 are text, less surely than a string', () => {
    const decoded = decode(bytes('héllo\n'));
    expect(decoded).toMatchObject({ decoder: 'text', text: 'héllo\n', preview: 'héllo↵' });
    expect(decoded.confidence).toBeLessThan(decode('héllo').confidence);
  });

  test.each([
    ['a control character', Uint8Array.of(0x61, 0x00, 0x62)],
    ['no UTF-8', Uint8Array.of(0x61, 0xff, 0x62)],
    ['what is UTF-8 by chance', Uint8Array.of(0xde, 0xad)],
    ['a C1 control', Uint8Array.of(0x61, 0xc2, 0x80)],
    ['JSON brackets around no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
  ])('with %s are hex', (_, data) => {
    expect(decode(data)).toMatchObject({ decoder: 'hex' });
    expect(decode(data).error).toBeUndefined();
  });

  test('of a text type that are no UTF-8 are text, with the place', () => {
    expect(decode(Uint8Array.of(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0x62), 'text/plain')).toMatchObject({
      decoder: 'text',
      text: 'aé\uFFFDb',
      error: { message: 'not UTF-8', offset: 3 },
    });
  });

  test('of a JSON type that are no UTF-8 are JSON with an error', () => {
    expect(decode(Uint8Array.of(0x22, 0xff, 0x22), 'application/json')).toMatchObject({
      decoder: 'json',
      error: { offset: 1 },
    });
  });

  test('are read in the charset of their type', () => {
    expect(decode(Uint8Array.of(0xe9), 'text/plain; charset=iso-8859-1')).toMatchObject({ text: 'é' });
    expect(decode(bytes('é'), 'text/plain; charset=none-such')).toMatchObject({ text: 'é' });
  });

  test('show their first bytes', () => {
    expect(decode(Uint8Array.of(0xde, 0xad))).toMatchObject({ decoder: 'hex', preview: 'de ad' });
  });
});

describe('a decoder that a person chose', () => {
  test('is taken whatever it finds', () => {
    expect(decode('{"a":1}', '', { force: 'text' })).toMatchObject({ decoder: 'text' });
    expect(decode('é', '', { force: 'hex' })).toMatchObject({ decoder: 'hex', preview: 'c3 a9' });
    expect(decode('oops', '', { force: 'json' })).toMatchObject({ decoder: 'json', error: { offset: 0 } });
  });

  test('and is unknown here is passed over', () => {
    expect(decode('a', '', { force: 'none-such' }).decoder).toBe('text');
  });
});

test('any payload is decoded by every decoder without throwing, as plain data', () => {
  const payload = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array(), fc.json(), fc.json().map(bytes));
  const type = fc.constantFrom('', 'application/json', 'text/plain', 'text/html; charset=utf-16', 'image/png');
  const force = fc.constantFrom('', ...registry.payloads.map(({ name }) => name));
  fc.assert(
    fc.property(payload, type, force, fc.boolean(), (data, contentType, name, partial) => {
      const decoded = decode(data, contentType, { force: name, partial });
      expect(decoded.preview.length).toBeLessThanOrEqual(200);
      expect(structuredClone(decoded)).toEqual(decoded);
    }),
    { numRuns: 1000 },
  );
});

test('each decoder has a name of its own', () => {
  for (const stage of [registry.framings, registry.payloads]) {
    expect(new Set(stage.map(({ name }) => name)).size).toBe(stage.length);
  }
});
