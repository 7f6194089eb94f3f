// What a person wrote in the session box is judged before anything is opened.
import { describe, expect, it } from 'vitest';
import { FIRST_CHOICE, type SessionChoice } from './choice.ts';
import { faultsOf } from './faults.ts';

const RECORDED = 'wss://api.example/ws?a=1';
const wordsOf = (part: Partial<SessionChoice>) =>
  Object.entries(faultsOf({ ...FIRST_CHOICE, ...part }, RECORDED)).map(([field, { word }]) => `${field}: ${word}`);

describe('faultsOf', () => {
  it.each<[string, Partial<SessionChoice>]>([
    ['url: url', { url: 'wss://' }],
    ['url: url', { url: ' ' }],
    ['url: scheme', { url: 'ftp://api.example/' }],
    ['url: user', { url: 'wss://u:p@api.example/' }],
    ['url: hash', { url: '/ws#' }],
    ['protocols: protocol', { protocols: 'a b' }],
    ['protocols: twice', { protocols: 'a, b, a' }],
    ['from: position', { which: 'range', from: '-1' }],
    ['to: position', { which: 'range', to: '1.5' }],
    ['factor: factor', { gaps: 'scaled', factor: '' }],
    ['factor: factor', { gaps: 'scaled', factor: '11' }],
    ['ignore: path', { ignore: 'id, $' }],
    ['replyTimeout: time', { replyTimeout: 'soon' }],
    ['replyTimeout: time', { replyTimeout: '-1' }],
  ])('says %s', (said, part) => expect(wordsOf(part)).toEqual([said]));

  it.each<[Partial<SessionChoice>]>([
    [{}],
    [{ url: '/other?x=1', protocols: '' }],
    [{ url: 'https://api.example/ws', protocols: 'chat.v1, bearer' }],
    [{ which: 'range', from: '0', to: '' }],
    [{ gaps: 'scaled', factor: '0.1', ignore: '**.id, items[*].ts', replyTimeout: '0' }],
    [{ from: 'x', factor: 'x' }],
  ])('finds nothing in %j', (part) => expect(wordsOf(part)).toEqual([]));
});
