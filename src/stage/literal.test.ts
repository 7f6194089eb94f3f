// What goes into a script as text comes out of it as it was.
import { expect, it } from 'vitest';
import { literalOf } from '../replay/play/literal.ts';
import type { PlayOrder } from '../wire/play.ts';
import { ordersFrom } from './literal.ts';

it('carries bytes, infinite speed, lone surrogates and what looks like code', () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
  const orders: PlayOrder[] = [
    { type: 'begin', run: 'a 1' },
    {
      type: 'steps',
      steps: [
        { at: 1.5, type: 'chunk', data: bytes },
        { at: 2, type: 'message', data: '\ud800 </script> \u2028 "\\', name: '__proto__', lastEventId: '' },
        { at: 3, type: 'message', data: new Uint8Array(0) },
      ],
    },
    { type: 'start', speed: Number.POSITIVE_INFINITY },
    { type: 'speed', speed: 0 },
  ];
  expect(ordersFrom(literalOf(orders) ?? '')).toEqual(orders);
});

it('says when it is too much for a script', () => {
  const steps = (data: string | Uint8Array): PlayOrder[] => [
    { type: 'steps', steps: [{ at: 0, type: 'chunk', data }] },
  ];
  expect(literalOf(steps(new Uint8Array(2 ** 20)))).not.toBe(null);
  expect(literalOf(steps(new Uint8Array(9 * 2 ** 20)))).toBe(null);
  // Twice as long as written.
  expect(literalOf(steps('"'.repeat(5 * 2 ** 20)))).toBe(null);
});
