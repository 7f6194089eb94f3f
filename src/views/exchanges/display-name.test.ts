// The part of an URL that tells exchanges apart.
import { describe, expect, it } from 'vitest';
import { displayName } from './display-name.ts';

describe('displayName', () => {
  it.each([
    ['https://a.example/x/events?topic=1#f', 'events?topic=1', 'a.example/x'],
    ['wss://a.example:8443/socket', 'socket', 'a.example:8443'],
    ['https://a.example/dir/sub/', 'sub/', 'a.example/dir'],
    ['https://a.example/', 'a.example', ''],
    ['https://a.example', 'a.example', ''],
    ['https://a.example/?q=/x/y', 'a.example?q=/x/y', ''],
    ['data:text/plain,hi', 'data:text/plain,hi', ''],
  ])('splits %s', (url, name, rest) => expect(displayName(url)).toEqual({ name, rest }));
});
