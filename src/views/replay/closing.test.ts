// What a person may close a WebSocket with is what the platform takes.
import { expect, it } from 'vitest';
import { closeFault } from './closing.ts';

it.each(['', '1000', '3000', '4999', ' 4000 '])('takes the code %j', (code) => {
  expect(closeFault(code, '')).toBeNull();
});

it.each(['1001', '2999', '5000', '3000.5', 'x', '-1', '0'])('refuses the code %j', (code) => {
  expect(closeFault(code, '')).toBe('wrongCode');
});

it('counts the bytes of the reason, not its characters', () => {
  expect(closeFault('1000', 'é'.repeat(61))).toBeNull();
  expect(closeFault('1000', 'é'.repeat(62))).toBe('longReason');
  expect(closeFault('1000', 'x'.repeat(123))).toBeNull();
  expect(closeFault('1000', 'x'.repeat(124))).toBe('longReason');
});

it('wants a code where there is a reason', () => {
  expect(closeFault('', 'why')).toBe('noCode');
});
