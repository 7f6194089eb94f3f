// Header values in UTF-8, as both browsers show them.
import { expect, it } from 'vitest';
import { asUtf8 } from './as-utf8.ts';

const TEXT = 'é€ 数 🌍x';
const bytes = new TextEncoder().encode(TEXT);

it.each([
  ['windows-1252 (Chromium)', new TextDecoder('windows-1252').decode(bytes)],
  ['Latin-1 (Firefox)', String.fromCharCode(...bytes)],
])('reads UTF-8 that was taken for %s', (_, shown) => {
  expect(shown).not.toBe(TEXT);
  expect(asUtf8(shown)).toBe(TEXT);
});

it.each(['', '12', 'é', TEXT])('leaves %j as it is', (value) => {
  expect(asUtf8(value)).toBe(value);
});
