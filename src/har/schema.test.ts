// Every file we write is as docs/har.schema.json says, and valid HAR 1.2.
import fs from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyStore } from './random-store.fake.ts';
import { toHar, writeHar } from './write.ts';

const schema = JSON.parse(fs.readFileSync(new URL('../../docs/har.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

it('is as the schema says, whatever the store held', () => {
  fc.assert(
    fc.property(anyStore, (store) => {
      const options = { version: '0.1.0', now: 0, notices: store.notices, totals: store.totals };
      const text = [...writeHar(store.exchanges, options)].join('');
      validate(JSON.parse(text));
      expect(validate.errors ?? []).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 120_000);

it.each([
  [
    'an entry without its place for messages',
    (entry: Record<string, Record<string, unknown>>) => delete entry._streamscope?.messages,
  ],
  [
    'a body whose encoding is none',
    (entry: Record<string, Record<string, unknown>>) =>
      Object.assign(entry.response?.content as object, { encoding: 'hex' }),
  ],
  [
    'a member of ours that nobody knows',
    (entry: Record<string, Record<string, unknown>>) => Object.assign(entry._streamscope as object, { x: 1 }),
  ],
])('does not allow %s', (_, spoil) => {
  const [store] = fc.sample(
    anyStore.filter(({ exchanges }) => exchanges.length > 0),
    1,
  );
  const har = JSON.parse(JSON.stringify(toHar(store?.exchanges ?? [], { version: '0', now: 0 })));
  expect(validate(har)).toBe(true);
  spoil(har.log.entries[0]);
  expect(validate(har)).toBe(false);
});
