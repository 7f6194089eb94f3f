// A play as text, for a script that has it with it: `src/stage/literal.ts` reads it.
import type { PlayOrder } from '../../wire/play.ts';

/** Units of the text: what both browsers take with a reload without making the page wait for long. */
const MOST = 8 * 2 ** 20;
/** Arguments of one call: an engine takes no more than some ten thousand. */
const AT_ONCE = 8192;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE) text += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  return btoa(text);
}

function isLarge(orders: readonly PlayOrder[]): boolean {
  let size = 0;
  for (const order of orders)
    if (order.type === 'steps') for (const step of order.steps) size += 'data' in step ? step.data.length : 0;
  return size > MOST;
}

/** JSON, with objects in place of bytes and of infinite numbers; lone surrogates as escapes. Null: it is too much. */
export function literalOf(orders: readonly PlayOrder[]): string | null {
  if (isLarge(orders)) return null;
  const text = JSON.stringify(orders, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return { base64: base64Of(value) };
    return value === Number.POSITIVE_INFINITY ? { infinite: true } : value;
  });
  return text.length > MOST ? null : text;
}
