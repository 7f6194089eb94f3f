// JSON text -> tree without losing anything: big numbers, the order of keys, `__proto__`, duplicate keys.
import { isSafeNumber, parse } from 'lossless-json';
import type { DecodeError, TreeValue } from '../decoded.ts';

/** Deeper nesting is refused: it would exhaust the stack here, in the structured clone or in the view. */
export const DEEPEST = 500;
/**
 * Longer texts are refused, in UTF-16 units: lossless-json takes about 0.2 s and 20 MB for each million of them, since it
 * builds strings character by character.
 */
export const LARGEST = 8 * 1024 * 1024;
/** Longer integers stay text: turning them into a bigint takes more than linear time. */
const LONGEST_BIGINT = 1000;
/**
 * Put before each key, so that no key looks like an array index (an object would move it to the front) or like
 * `__proto__`; taken away again when objects become maps.
 */
const MARK = ':';

/** The tree, an error, or both: a tree whose duplicate keys were dropped carries an error that says so. */
export interface JsonTree {
  tree?: TreeValue;
  error?: DecodeError;
}

type Plain = null | boolean | number | bigint | string | Exact | Plain[] | { [key: string]: Plain };

/** A number as it was written. A class, since an object of the payload may look like `{exact}`. */
class Exact {
  readonly exact: string;
  constructor(exact: string) {
    this.exact = exact;
  }
}

/** Never throws. Offsets are in UTF-16 units of `text`. */
export function parseTree(text: string): JsonTree {
  if (text.length > LARGEST) return { error: { message: `longer than ${LARGEST} characters: shown without a tree` } };
  const marked = markKeys(text);
  if ('error' in marked) return marked;
  let error: DecodeError | undefined;
  try {
    const plain = parse(marked.text, null, {
      parseNumber,
      onDuplicateKey: ({ key, position, newValue }) => {
        error ??= {
          message: `duplicate key ${JSON.stringify(key.slice(MARK.length))}: the tree has its last value only`,
          offset: unmarked(position, marked.keys),
        };
        return newValue;
      },
    }) as Plain;
    const counted = { keys: 0 };
    const tree = toTree(plain, counted);
    // The callback is not told of equal values, nor are keys inside a dropped value counted.
    if (!error && counted.keys < marked.keys.length) {
      error = { message: 'some keys are repeated with equal values: the tree has each once' };
    }
    return error ? { tree, error } : { tree };
  } catch (thrown) {
    return { error: errorOf(thrown, marked.keys) };
  }
}

function parseNumber(source: string): number | bigint | Exact {
  // The sign of -0 is lost wherever the number is shown.
  if (isSafeNumber(source)) return Object.is(Number(source), -0) ? new Exact(source) : Number(source);
  return /^-?\d+$/.test(source) && source.length <= LONGEST_BIGINT ? BigInt(source) : new Exact(source);
}

function toTree(value: Plain, counted: { keys: number }): TreeValue {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Exact) return { exact: value.exact };
  if (Array.isArray(value)) return value.map((item) => toTree(item, counted));
  const map = new Map<string, TreeValue>();
  for (const key of Object.keys(value)) map.set(key.slice(MARK.length), toTree(value[key] as Plain, counted));
  counted.keys += map.size;
  return map;
}

/** The text with a mark before each key, and where these keys are; an error where it is nested too deeply. */
function markKeys(text: string): { text: string; keys: number[] } | { error: DecodeError } {
  const keys: number[] = [];
  const pieces: string[] = [];
  let copied = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x7b || unit === 0x5b) {
      if (++depth > DEEPEST) return { error: { message: `nested more than ${DEEPEST} levels deep`, offset: at } };
    } else if (unit === 0x7d || unit === 0x5d) depth--;
    else if (unit === 0x22) {
      const end = stringEnd(text, at);
      if (isKey(text, end)) {
        pieces.push(text.slice(copied, at + 1));
        copied = at + 1;
        keys.push(at + 1);
      }
      at = end - 1;
    }
  }
  pieces.push(text.slice(copied));
  return { text: pieces.join(MARK), keys };
}

/** Index behind the closing quote of the string that begins at `at`. */
function stringEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === 0x5c) end++;
    else if (unit === 0x22) return end + 1;
  }
  return text.length;
}

/** In JSON, a string followed by a colon is a key. */
function isKey(text: string, at: number): boolean {
  let next = at;
  while (next < text.length && /\s/.test(text[next] as string)) next++;
  return text[next] === ':';
}

/** A place in the marked text as a place in the text itself. */
function unmarked(position: number, keys: readonly number[]): number {
  let marks = 0;
  while (marks < keys.length && (keys[marks] as number) + marks < position) marks++;
  return position - marks;
}

/** lossless-json tells the place at the end of its message. */
function errorOf(thrown: unknown, keys: readonly number[]): DecodeError {
  const full = thrown instanceof Error ? thrown.message : String(thrown);
  const found = /^(.*) at position (\d+)$/s.exec(full);
  if (!found) return { message: full };
  return { message: found[1] as string, offset: unmarked(Number(found[2]), keys) };
}
