// The pieces in which a body came, after its text has changed: their lengths must add up to the body's again.
import { type Edit, moved } from './edits.ts';

/** Lengths and edits in bytes of UTF-8, made of those in UTF-16 units. */
function inBytes(text: string, edits: readonly Edit[]): Edit[] {
  const encoder = new TextEncoder();
  let units = 0;
  let bytes = 0;
  const to = (position: number): number => {
    bytes += encoder.encode(text.slice(units, position)).length;
    units = position;
    return bytes;
  };
  return edits.map(({ start, end, text: as, secret }) => {
    const from = to(start);
    // Only its length matters.
    return { start: from, end: to(end), text: 'x'.repeat(encoder.encode(as).length), secret };
  });
}

/**
 * The lengths of the pieces of `text` once `edits` are carried out. A piece that begins within what is replaced begins
 * as far within the placeholder, or at its end; one that lay within it may become empty.
 *
 * @param unit What the lengths count: bytes of UTF-8, or UTF-16 units.
 */
export function movedLengths(
  lengths: readonly number[],
  text: string,
  edits: readonly Edit[],
  unit: 'bytes' | 'utf16',
): number[] {
  const own = unit === 'bytes' ? inBytes(text, edits) : edits;
  const out: number[] = [];
  let at = 0;
  let before = 0;
  let edit = 0;
  let shift = 0;
  for (const length of lengths) {
    at += length;
    // Edits that lie wholly before are summed up once: bodies have many pieces and many edits.
    while (edit < own.length && (own[edit] as Edit).end <= at) {
      const { start, end, text: as } = own[edit] as Edit;
      shift += as.length - (end - start);
      edit++;
    }
    const next = own[edit];
    const after = shift + (next && next.start < at ? moved(at, [next]) : at);
    out.push(after - before);
    before = after;
  }
  return out;
}

/** Lengths for a body of another length whose inside is not known: pieces keep theirs as long as there is something left. */
export function refitLengths(lengths: readonly number[], total: number): number[] {
  let left = total;
  return lengths.map((length, i) => {
    const own = i === lengths.length - 1 ? left : Math.min(length, left);
    left -= own;
    return own;
  });
}
