// Every file we write is as docs/har.schema.json says, and valid HAR 1.2.
import fs from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import harSchema from 'har-schema';
import { expect, it } from 'vitest';
import { anyStore } from './random-store.fake.ts';
import { toHar, writeHar } from './write.ts';

const schema = JSON.parse(fs.readFileSync(new URL('../../docs/har.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

/** The schema of others: `har-schema`, in an older draft of JSON Schema. */
const theirs = new Ajv({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(theirs);
// A page may ask for what is no URI; it stands in the log as it was.
theirs.addFormat('uri', true);
/** What another tool has written there stays as it was, whatever it is. */
const AS_READ = /\/(serverIPAddress|cookies\/\d+\/expires)$/;
const draft6 = ({ $schema: _, ...part }: { $schema: string }) => part;
for (const part of Object.values(harSchema)) if (part.$id !== 'har.json#') theirs.addSchema(draft6(part), part.$id);
const validateTheirs = theirs.compile(draft6(harSchema.har));

it('is as the schema says, whatever the store held', () => {
  fc.assert(
    fc.property(anyStore, (store) => {
      const options = { version: '0.1.0', now: 0, notices: store.notices, totals: store.totals };
      const text = [...writeHar(store.exchanges, options)].join('');
      validate(JSON.parse(text));
      expect(validate.errors ?? []).toEqual([]);
      validateTheirs(JSON.parse(text));
      expect((validateTheirs.errors ?? []).filter(({ instancePath }) => !AS_READ.test(instancePath))).toEqual([]);
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

it('would hear of a file that is no HAR for others', () => {
  const har = JSON.parse(JSON.stringify(toHar([], { version: '0', now: 0 })));
  expect(validateTheirs(har)).toBe(true);
  har.log.entries = [{}];
  expect(validateTheirs(har)).toBe(false);
});
