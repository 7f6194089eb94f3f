// What is to be replaced in one text: collected in any order, then carried out at once.
import type { Finding } from './vault.ts';

export interface Edit {
  start: number;
  end: number;
  /** What stands there instead. */
  text: string;
  /** Null for an encoded run that was decoded, redacted and encoded again. */
  secret: Finding | null;
}

/** How positions move when edits are carried out. `edits` are in order and do not overlap. */
export function moved(position: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (position <= start) break;
    if (position < end) return start + shift + Math.min(position - start, text.length);
    shift += text.length - (end - start);
  }
  return position + shift;
}

/** Of the same length as what it stands for, so that lengths written in a binary format stay true. */
function fill(text: string, original: string): string {
  const low = original.charCodeAt(1) === 0;
  if (low || (original.length > 1 && original.charCodeAt(0) === 0)) {
    const half = Math.ceil(original.length / 2);
    const letters = text.slice(0, half).padEnd(half, '*');
    return [...letters]
      .map((letter) => (low ? `${letter}\0` : `\0${letter}`))
      .join('')
      .slice(0, original.length);
  }
  // The quotes that a number gets are the last to be cut off: without them what follows would be read as the value.
  const quotes = original.length > 2 * text.indexOf('[') ? text.indexOf('[') : 0;
  const inner = text.slice(quotes, text.length - quotes);
  const length = original.length - 2 * quotes;
  return text.slice(0, quotes) + inner.slice(0, length).padEnd(length, '*') + text.slice(text.length - quotes);
}

const NONE: readonly Edit[] = [];

export class Edits {
  // Most texts have no edits: nothing is made for those.
  #sorted: readonly Edit[] = NONE;
  #fresh: Edit[] | null = null;
  /** Where secrets stand that the rules keep. */
  #kept: Edit[] | null = null;

  get size(): number {
    return this.#sorted.length + (this.#fresh?.length ?? 0);
  }

  add(edit: Edit): void {
    if (edit.secret?.kept) {
      this.#kept ??= [];
      this.#kept.push(edit);
      return;
    }
    this.#fresh ??= [];
    this.#fresh.push(edit);
    if (this.#fresh.length > 64) this.#settle();
  }

  /** Edits of a part of the text that begins at `offset`. */
  addAll(edits: readonly Edit[], offset: number): void {
    this.#fresh ??= [];
    for (const edit of edits) this.#fresh.push({ ...edit, start: edit.start + offset, end: edit.end + offset });
  }

  /** Whether all of `start..end` is replaced already, by one edit. */
  covers(start: number, end: number): boolean {
    for (const edit of this.#fresh ?? NONE) if (edit.start <= start && end <= edit.end) return true;
    for (const edit of this.#kept ?? NONE) if (edit.start <= start && end <= edit.end) return true;
    const sorted = this.#sorted;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Edit).start <= start) low = middle + 1;
      else high = middle;
    }
    const before = sorted[low - 1];
    return before !== undefined && end <= before.end;
  }

  /** Puts the edits in order and melts those that overlap into one, with the text of the first. */
  #settle(): void {
    const all = [...this.#sorted, ...(this.#fresh ?? NONE)].sort((a, b) => a.start - b.start || b.end - a.end);
    this.#fresh = null;
    const out: Edit[] = [];
    for (const edit of all) {
      const last = out.at(-1);
      if (!last || edit.start >= last.end) out.push({ ...edit });
      else if (edit.end > last.end || (edit.start === last.start && edit.end === last.end)) {
        last.end = edit.end;
        if (last.text === '' || (last.secret === null && edit.secret !== null)) {
          last.text = edit.text;
          last.secret = edit.secret;
        }
      }
    }
    this.#sorted = out;
  }

  /** In order, without overlaps. */
  list(): readonly Edit[] {
    if (this.#fresh) this.#settle();
    return this.#sorted;
  }

  /** The text with the edits carried out. `keepLengths`: each replacement is cut or filled to the length of the original. */
  apply(text: string, keepLengths = false): string {
    let out = '';
    let at = 0;
    for (const edit of this.list()) {
      out += text.slice(at, edit.start);
      out += keepLengths ? fill(edit.text, text.slice(edit.start, edit.end)) : edit.text;
      at = edit.end;
    }
    return at === 0 ? text : out + text.slice(at);
  }
}
