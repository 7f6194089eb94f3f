// A play that comes as text within a script: what `src/replay/play/literal.ts` has written.
import type { PlayDeed } from '../wire/play.ts';

/** Bytes and infinite numbers, which JSON has not. */
interface Marked {
  base64?: string;
  infinite?: true;
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const revive = (key: string, value: unknown): unknown => {
  if ((key !== 'data' && key !== 'speed') || typeof value !== 'object' || value === null) return value;
  const { base64 } = value as Marked;
  return base64 === undefined ? Number.POSITIVE_INFINITY : bytesOf(base64);
};

export const ordersFrom = (text: string): PlayDeed[] => JSON.parse(text, revive) as PlayDeed[];
