// A text that arrives in small parts, as the answers of language models do: the values of one JSON key, one after the other.
import { Derived, plainView, type View } from './view.ts';

/** More keys than this are data, not a text in parts. */
const MOST_KEYS = 64;

/**
 * For each JSON key that has several string values, a view of these values put together. Values that are all alike are
 * no text in parts, and neither are long ones.
 *
 * @param longest UTF-16 units of a value, on average.
 */
export function deltaViews(text: string, longest = 4096): View[] {
  const groups = new Map<string, number[]>();
  jsonStrings(text, (key, start, end) => {
    const group = groups.get(key);
    if (group) group.push(start, end);
    else if (groups.size < MOST_KEYS) groups.set(key, [start, end]);
  });
  const out: View[] = [];
  const plain = plainView(text);
  for (const places of groups.values()) {
    if (places.length < 4 || !isTextInParts(text, places, longest)) continue;
    const view = new Derived(plain, 'plain', true);
    for (let i = 0; i < places.length; i += 2) view.add(places[i] as number, places[i + 1] as number);
    out.push(view.done());
  }
  return out;
}

function isTextInParts(text: string, places: number[], longest: number): boolean {
  let size = 0;
  for (let i = 0; i < places.length; i += 2) size += (places[i + 1] as number) - (places[i] as number);
  if (size > (longest * places.length) / 2) return false;
  const first = text.slice(places[0], places[1]);
  for (let i = 2; i < places.length; i += 2) {
    const start = places[i] as number;
    if ((places[i + 1] as number) - start !== first.length || !text.startsWith(first, start)) return true;
  }
  return false;
}

/** Tells string values with the key before them; elements of arrays have the key `''`. Places are between the quotes. */
function jsonStrings(text: string, found: (key: string, start: number, end: number) => void): void {
  let key = '';
  for (let open = text.indexOf('"'); open >= 0; ) {
    const close = closingQuote(text, open + 1);
    if (close < 0) return;
    let after = close + 1;
    while (isSpace(text.charCodeAt(after))) after++;
    if (text.charCodeAt(after) === 58) {
      after++;
      while (isSpace(text.charCodeAt(after))) after++;
      key = text.charCodeAt(after) === 34 ? text.slice(open + 1, close) : '';
    } else {
      if (close > open + 1) found(key, open + 1, close);
      key = '';
    }
    open = text.indexOf('"', close + 1);
  }
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** Index of the quote that ends the string which begins at `from`; -1 where it does not end. */
export function closingQuote(text: string, from: number, quote = '"'): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (at - slashes > from && text[at - slashes - 1] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

const DATA = /^data: ?(.*)$/gm;

/** The values of all `data` lines of an event stream, one after the other; null where there are not several. */
export function dataView(text: string): View | null {
  if (!/^data:/m.test(text)) return null;
  const view = new Derived(plainView(text), 'plain', true);
  let lines = 0;
  for (const match of text.matchAll(DATA)) {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    view.add(end - value.length, end);
    lines++;
  }
  return lines > 1 ? view.done() : null;
}
