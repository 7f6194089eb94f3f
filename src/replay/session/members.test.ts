// Parts of a recorded message that a person chooses to wait for.
import { expect, it } from 'vitest';
import { includes } from '../json-diff.ts';
import { membersOf, withMembers } from './members.ts';

const MESSAGE = JSON.parse('{"type":"ready","data":{"id":7,"list":[1,{"a":2}],"none":{}},"__proto__":"p","a.b":null}');

it('lists what is no object, at any depth', () => {
  expect(membersOf(MESSAGE).map(({ path, value }) => [path, value])).toEqual([
    ['type', 'ready'],
    ['data.id', 7],
    ['data.list', [1, { a: 2 }]],
    ['data.none', {}],
    ['__proto__', 'p'],
    ['a.b', null],
  ]);
});

it('has none for what is no object', () => {
  for (const value of [undefined, null, 'text', 3, [1], {}]) expect(membersOf(value)).toEqual([]);
});

it('stops where nobody reads on, without losing anything', () => {
  const wide = { rest: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`n${i}`, { i }])) };
  const members = membersOf(wide);
  expect(members).toHaveLength(500);
  expect(JSON.parse(JSON.stringify(withMembers(members)))).toEqual(wide);
});

it('makes a value that a message with those members fits', () => {
  const some = withMembers(membersOf(MESSAGE).filter(({ path }) => path !== 'data.list' && path !== 'a.b'));
  expect(JSON.parse(JSON.stringify(some))).toEqual(
    JSON.parse('{"type":"ready","data":{"id":7,"none":{}},"__proto__":"p"}'),
  );
  expect(includes(MESSAGE, some)).toBe(true);
  expect(includes({ type: 'ready', data: { id: 8, none: {} } }, some)).toBe(false);
});
