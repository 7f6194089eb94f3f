import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blank, letters, seeded } from './corpus.fake.ts';
import { redactEntries } from './redactor.ts';
import { defaultRules } from './rules.ts';

const noise = fc.string({ unit: fc.constantFrom(...' abc,.:;!?\n{}[]"\\/%&=<é中'), maxLength: 40 });
const encodings: Record<string, (text: string) => string> = {
  raw: (text) => text,
  url: encodeURIComponent,
  json: (text) => JSON.stringify(text).slice(1, -1),
  base64: (text) => Buffer.from(text).toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
};

/** The places where a text is cut, as pieces. */
const cut = (text: string, shares: number[]): string[] => {
  const places = [...new Set([0, ...shares.map((share) => Math.floor(share * text.length)), text.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, i) => text.slice(places[i], end));
};

describe('a secret known from a header', () => {
  it('is in no message, however the messages are cut and whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 }),
        fc.constantFrom(...Object.keys(encodings)),
        fc.array(noise, { minLength: 2, maxLength: 5 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        fc.boolean(),
        (seed, encoding, around, shares, binary) => {
          const secret = letters(seeded(seed), 24);
          const encoded = (encodings[encoding] as (text: string) => string)(secret);
          const entry = blank();
          entry.request.headers = [{ name: 'authorization', value: `Bearer ${secret}` }];
          const pieces = cut(around.join(` ${encoded} `), shares);
          entry._webSocketMessages = pieces.map((text) => ({
            type: 'send',
            time: 1,
            opcode: binary ? 2 : 1,
            data: binary ? Buffer.from(text).toString('base64') : text,
          }));
          const [clean] = redactEntries([entry], defaultRules());
          const messages = clean?._webSocketMessages ?? [];
          expect(messages).toHaveLength(pieces.length);
          const whole = messages.map(({ data }) => (binary ? Buffer.from(data, 'base64').toString() : data)).join('');
          expect(whole).not.toContain(encoded);
          expect(whole).not.toContain(secret);
          // What stands around it is still there.
          for (const text of around) if (/^[ abc,.]+$/.test(text)) expect(whole).toContain(text.trim());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is in no value of a key that comes in parts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (seed, shares) => {
          const secret = letters(seeded(seed), 24);
          const entry = blank();
          entry.request.headers = [{ name: 'authorization', value: `Bearer ${secret}` }];
          const parts = cut(`The key is ${secret}, keep it.`, shares);
          entry.response.content = {
            size: 0,
            mimeType: 'text/event-stream',
            text: parts
              .map((part, i) => `id: ${i}\ndata: ${JSON.stringify({ choices: [{ delta: { content: part } }] })}\n\n`)
              .join(''),
          };
          const [clean] = redactEntries([entry], defaultRules());
          const text = clean?.response.content.text ?? '';
          const events = [...text.matchAll(/^data: (.*)$/gm)].map(
            (match) => JSON.parse(match[1] as string).choices[0].delta.content,
          );
          expect(events).toHaveLength(parts.length);
          expect(events.join('')).toBe('The key is [redacted:token-1], keep it.');
        },
      ),
    );
  });
});
