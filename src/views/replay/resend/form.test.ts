// Only what a person changed goes to the engine as an edit; secrets are found in every field.
import { expect, it } from 'vitest';
import { editsOf, emptyRow, type RecordedForm, refusal } from './form.ts';
import { hasSecrets, maskOf } from './mask.ts';

const RECORDED: RecordedForm = {
  method: 'POST',
  url: 'https://example.test/a',
  headers: [{ key: 0, name: 'Content-Type', value: 'application/json' }],
  body: { kind: 'json', text: '{"a":1}' },
  locked: null,
};
const TYPE = ['Content-Type', 'application/json'];

it('says nothing where nothing was changed', () => {
  expect(editsOf(RECORDED, { ...RECORDED })).toEqual({});
});

it('says what was changed, and the headers with a changed body', () => {
  expect(editsOf(RECORDED, { ...RECORDED, url: '/b', method: 'PUT' })).toEqual({ url: '/b', method: 'PUT' });
  expect(editsOf(RECORDED, { ...RECORDED, body: { kind: 'json', text: '{}' } })).toEqual({
    headers: [TYPE],
    body: { json: '{}' },
  });
  expect(editsOf(RECORDED, { ...RECORDED, body: { kind: 'none', text: '{"a":1}' } })).toEqual({
    headers: [TYPE],
    body: null,
  });
});

it('leaves out rows that were never filled', () => {
  const headers = [...RECORDED.headers, emptyRow(RECORDED.headers)];
  expect(headers[1]?.key).toBe(1);
  expect(editsOf(RECORDED, { ...RECORDED, headers })).toEqual({ headers: [TYPE] });
});

it('sends no body with a method that has none, whatever the box still has', () => {
  const body = { kind: 'text', text: 'x' } as const;
  expect(editsOf(RECORDED, { ...RECORDED, method: 'GET', body })).toEqual({ method: 'GET' });
});

it('asks for no body where the recorded one is not complete, and for the recorded one where it is only large', () => {
  const none = { kind: 'none', text: '' } as const;
  const gone: RecordedForm = { ...RECORDED, body: none, locked: { why: 'gone', size: 9 } };
  expect(editsOf(gone, { ...gone })).toEqual({ body: null });
  const large: RecordedForm = { ...RECORDED, body: none, locked: { why: 'large', size: 9 } };
  expect(editsOf(large, { ...large })).toEqual({});
});

it('knows what the browser does not let a page set', () => {
  expect(refusal({ name: 'Cookie', value: 'a' }, undefined)).toBe('forbidden');
  expect(refusal({ name: 'X-One', value: 'a' }, 'no-cors')).toBe('no-cors');
  expect(refusal({ name: 'X-One', value: 'a' }, 'cors')).toBeNull();
});

it('finds secrets in URL, headers and body, each by itself', () => {
  const secret = 'Tok3nThatIsSecret77xyz';
  expect(hasSecrets(maskOf(RECORDED, null))).toBe(false);
  const inUrl = maskOf({ ...RECORDED, url: `https://example.test/?access_token=${secret}` }, null);
  expect(inUrl.url).not.toContain(secret);
  expect(inUrl.body).toBeNull();
  const headers = [...RECORDED.headers, { key: 7, name: 'Authorization', value: `Bearer ${secret}` }];
  expect(maskOf({ ...RECORDED, headers }, null).headers).toEqual(new Set([7]));
  const inBody = maskOf({ ...RECORDED, body: { kind: 'json', text: `{"password":"${secret}"}` } }, null);
  expect(inBody.body).not.toContain(secret);
  expect(inBody.url).toBeNull();
});
