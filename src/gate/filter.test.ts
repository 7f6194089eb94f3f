// What fits the filter is held: all that is given must fit.
import { expect, it } from 'vitest';
import type { GateFilter } from '../wire/gate.ts';
import { type Candidate, fits, mayFit } from './filter.ts';

const ANY: GateFilter = { direction: null, api: null, url: '', text: '' };
const MESSAGE: Candidate = {
  direction: 'received',
  api: 'eventsource',
  url: 'https://a.test/events?x=1',
  name: 'tick',
  data: 'some data',
};
const bytes = new TextEncoder().encode('in bytes ü');

it.each<[string, Partial<GateFilter>, Partial<Candidate>, boolean]>([
  ['nothing given: all', {}, {}, true],
  ['the direction', { direction: 'received' }, {}, true],
  ['the other direction', { direction: 'sent' }, {}, false],
  ['the API', { api: 'eventsource' }, {}, true],
  ['another API', { api: 'websocket' }, {}, false],
  ['a pattern', { url: '*a.test/*' }, {}, true],
  ['another pattern', { url: '*b.test/*' }, {}, false],
  ['text within', { text: 'me da' }, {}, true],
  ['text that is not there', { text: 'none' }, {}, false],
  ['the name of the event', { text: 'tick' }, {}, true],
  ['a part of the name', { text: 'tic' }, {}, false],
  ['text in bytes', { text: 'ü' }, { data: bytes }, true],
  ['text in a Blob, which cannot be looked into', { text: 'in' }, { data: new Blob([bytes]) }, false],
  ['any Blob', {}, { data: new Blob([bytes]) }, true],
  ['two of which one does not fit', { api: 'eventsource', text: 'none' }, {}, false],
])('%s', (_, filter, candidate, expected) => {
  expect(fits({ ...ANY, ...filter }, { ...MESSAGE, ...candidate })).toBe(expected);
});

it('tells beforehand what cannot fit', () => {
  const { name: _name, data: _data, ...exchange } = MESSAGE;
  expect(mayFit({ ...ANY, text: 'anything' }, exchange)).toBe(true);
  expect(mayFit({ ...ANY, direction: 'sent' }, exchange)).toBe(false);
});
