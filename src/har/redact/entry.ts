// One HAR entry, whoever wrote it: every string in it is looked at, in the way that its place asks for.
import { type Compression, fromBase64, fromUtf8, toBase64 } from './bytes.ts';
import type { Edit } from './edits.ts';
import { Fields } from './fields.ts';
import { harMessages, type MessageFormat, ownRows, throughStream } from './messages.ts';
import { movedLengths, refitLengths } from './pieces.ts';
import type { Rules } from './rules.ts';
import type { Scan, Scanner } from './scanner.ts';
import { atOnce } from './steps.ts';
import { CORE } from './windows.ts';

type Json = Record<string, unknown>;
/** Members of HAR and of ours whose names sound secret and whose values are none. */
const KNOWN_MEMBERS = new Set(['name', 'value', 'text', 'key', 'state', 'code', 'credentials', 'comment', 'method']);

/** Codings of a body that can be looked into; any other may hide anything. */
const READABLE = new Set(['', 'identity', 'gzip', 'x-gzip', 'deflate']);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPair = (value: unknown): value is Json & { name: string; value: string } =>
  isObject(value) && typeof value.name === 'string' && typeof value.value === 'string';

const headerOf = (headers: unknown, name: string): string => {
  if (!Array.isArray(headers)) return '';
  return headers.filter(isPair).find((header) => header.name.toLowerCase() === name)?.value ?? '';
};

/** What happened to a body. */
interface Body {
  text: string;
  /** Null where positions within it are not known. */
  edits: readonly Edit[] | null;
  /** Bytes, where `edits` is null. */
  size: number;
}

/** Goes through entries. One walk learns or applies, as its scan says. */
export class EntryWalk {
  readonly #scanner: Scanner;
  readonly #fields: Fields;
  #known = false;
  #entry = 0;
  #before = '';
  /** Messages that stand in the bodies, for who counts what is done. */
  #bodyRows = 0;
  /** Bodies of the entry at hand that have changed, by `request` and `response`. */
  #bodies = new Map<string, { old: string; body: Body }>();
  /** `Content-Encoding` of the two bodies. */
  #codings = new Map<string, string>();

  constructor(scanner: Scanner, rules: Rules) {
    this.#scanner = scanner;
    this.#fields = new Fields(scanner, rules);
  }

  /** The entry as it may leave; parts that do not change are shared. Yields how many messages it went through since. */
  *walk<E extends object>(entry: E, number: number, known: boolean, bodyRows = 0): Generator<number, E> {
    this.#bodyRows = bodyRows;
    this.#known = known;
    this.#entry = number;
    this.#before = '';
    this.#bodies = new Map();
    this.#codings = new Map();
    const out = yield* this.#object(entry as unknown as Json, []);
    return out as unknown as E;
  }

  /** Any value of a file beside its entries: notices, titles of pages. */
  value<T>(value: T, words: string, known: boolean): T {
    this.#known = known;
    this.#entry = -1;
    this.#before = words;
    return atOnce(this.#value(value, [])) as T;
  }

  #scan(words: string, parts = false): Scan {
    const all = [this.#before, words].filter(Boolean).join(' ');
    return { place: { entry: this.#entry, words: all }, known: this.#known, ...(parts && { parts }) };
  }

  *#value(value: unknown, path: string[]): Generator<number, unknown> {
    if (typeof value === 'string') return this.#fields.text(value, this.#scan(wordsOf(path)));
    if (Array.isArray(value)) return yield* this.#array(value, path);
    return isObject(value) ? yield* this.#object(value, path) : value;
  }

  *#object(object: Json, path: string[]): Generator<number, Json> {
    let out = object;
    for (const [key, value] of Object.entries(object)) {
      const changed = yield* this.#member(object, key, value, path);
      if (changed === value) continue;
      if (out === object) out = { ...object };
      out[key] = changed;
    }
    return out;
  }

  *#member(object: Json, key: string, value: unknown, path: string[]): Generator<number, unknown> {
    const inside = [...path, key];
    if (typeof value === 'string') return yield* this.#string(object, key, value, inside);
    const side = path[0] === 'request' || path[0] === 'response' ? path[0] : '';
    if (Array.isArray(value)) {
      if (key === '_webSocketMessages' || key === '_eventSourceMessages')
        return yield* this.#messages(value, harMessages);
      if (path.at(-1) === 'messages' && (key === 'rows' || key === 'chunks'))
        return yield* this.#messages(value, ownRows);
      if (key === 'headers' || key === 'requestHeaders')
        return this.#headers(value, path.length > 1 && !side ? inside : [side || 'request']);
      if (key === 'cookies')
        return this.#pairs(value, `${side} cookie`, (n, v, scan) => this.#fields.cookie(n, v, scan));
      if (key === 'queryString')
        return this.#pairs(value, 'query parameter', (n, v, scan) => this.#fields.parameter(n, v, scan));
      if (key === 'params') return this.#pairs(value, 'form field', (n, v, scan) => this.#fields.parameter(n, v, scan));
      if (key === 'protocols' && value.every((item) => typeof item === 'string'))
        return same(value, this.#fields.subprotocols(value, this.#scan('subprotocol')));
      if (key === 'lengths') return this.#lengths(object, value, path);
    }
    return yield* this.#value(value, inside);
  }

  *#string(object: Json, key: string, value: string, path: string[]): Generator<number, string> {
    const parent = path.at(-2);
    if (key === 'text' && (parent === 'content' || parent === 'postData')) {
      const side = path[0] === 'response' ? 'response' : 'request';
      return yield* this.#body(object, value, side);
    }
    if (key === 'base64') return yield* this.#base64(value, path);
    const scan = this.#scan(wordsOf(path));
    if (key === 'protocol' && parent === '_streamscope') return this.#fields.subprotocols([value], scan)[0] ?? value;
    if (path.length > 1 && !KNOWN_MEMBERS.has(key)) return this.#fields.parameter(key, value, scan);
    return this.#fields.text(value, scan);
  }

  *#body(holder: Json, text: string, side: 'request' | 'response'): Generator<number, string> {
    const scan = this.#scan(`${side} body`, true);
    const base64 = holder.encoding === 'base64' || holder._encoding === 'base64';
    const bytes = base64 ? fromBase64(text) : null;
    if (bytes) {
      const changed = yield* this.#payload(bytes, side, scan);
      if (!changed) return text;
      const body = toBase64(changed);
      this.#bodies.set(side, { old: text, body: { text: body, edits: null, size: changed.length } });
      return body;
    }
    const edits = yield* this.#counted(this.#scanner.texting(text, scan), text.length);
    if (!edits) return text;
    const body = edits.apply(text);
    this.#bodies.set(side, { old: text, body: { text: body, edits: edits.list(), size: 0 } });
    return body;
  }

  /** A body of our own beside `postData`. */
  *#base64(value: string, path: string[]): Generator<number, string> {
    const bytes = fromBase64(value);
    if (!bytes) return this.#fields.text(value, this.#scan(wordsOf(path)));
    const side = path.includes('requestBody') ? 'request' : 'response';
    const changed = yield* this.#payload(bytes, side, this.#scan(`${side} body`));
    if (!changed) return value;
    const text = toBase64(changed);
    this.#bodies.set(side, { old: value, body: { text, edits: null, size: changed.length } });
    return text;
  }

  /** Encodings without a mark in the data are known from the header only. */
  *#payload(bytes: Uint8Array, side: 'request' | 'response', scan: Scan): Generator<number, Uint8Array | null> {
    const coding = this.#codings.get(side) ?? '';
    const text = fromUtf8(bytes) !== null;
    const unreadable = coding.split(',').some((each) => !READABLE.has(each.trim()));
    if (!text && unreadable && !isPicture(bytes))
      return new TextEncoder().encode(`[redacted: ${bytes.length} bytes encoded as ${coding}, which cannot be read]`);
    const raw: Compression | null = !text && /\bdeflate\b/.test(coding) ? 'deflate' : null;
    const found = yield* this.#counted(this.#scanner.byting(bytes, scan), bytes.length);
    return found ?? (raw && (yield* this.#counted(this.#scanner.byting(bytes, scan, 0, raw), 0)));
  }

  /** Steps through a body, each told as the messages that it stands for, about. */
  *#counted<T>(steps: Generator<void, T>, size: number): Generator<number, T> {
    let left = this.#bodyRows;
    const each = Math.ceil((left * CORE) / Math.max(size, CORE));
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      const rows = size > 0 ? Math.min(left, each) : 0;
      left -= rows;
      yield rows;
    }
  }

  #headers(list: unknown[], path: string[]): unknown[] {
    const side = path[0] === 'request' || path[0] === 'response' ? path[0] : '';
    if (side) this.#codings.set(side, headerOf(list, 'content-encoding').toLowerCase());
    const words = side ? `${side} header` : `${wordsOf(path)} header`;
    return this.#pairs(list, words, (name, value, scan) => this.#fields.header(name, value, scan));
  }

  /** `{name, value}` or `[name, value]`. */
  #pairs(list: unknown[], words: string, read: (name: string, value: string, scan: Scan) => string): unknown[] {
    const out = list.map((item) => {
      if (isPair(item)) {
        const value = read(item.name, item.value, this.#scan(`${words} ${item.name}`));
        return value === item.value ? this.#beside(item, words) : { ...this.#beside(item, words), value };
      }
      if (Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'string') {
        const value = read(item[0], item[1], this.#scan(`${words} ${item[0]}`));
        return value === item[1] ? item : [item[0], value, ...item.slice(2)];
      }
      return item;
    });
    return same(list, out);
  }

  /** What a pair has beside its value: the path of a cookie, the file name of a field. */
  #beside(item: Json, words: string): Json {
    let out = item;
    for (const [key, value] of Object.entries(item)) {
      if (key === 'value' || typeof value !== 'string') continue;
      const changed = this.#fields.text(value, this.#scan(words));
      if (changed === value) continue;
      if (out === item) out = { ...item };
      out[key] = changed;
    }
    return out;
  }

  *#array(list: unknown[], path: string[]): Generator<number, unknown[]> {
    const out: unknown[] = [];
    for (const item of list) out.push(yield* this.#value(item, path));
    return same(list, out);
  }

  /** The lengths of a body's pieces, where the body has changed. */
  #lengths(columns: Json, lengths: unknown[], path: string[]): unknown[] {
    const side = path.includes('requestBody') ? 'request' : path.includes('responseBody') ? 'response' : '';
    const changed = this.#bodies.get(side);
    if (!changed || !lengths.every((length): length is number => typeof length === 'number')) return lengths;
    const { old, body } = changed;
    const unit = columns.unit === 'utf16' ? 'utf16' : 'bytes';
    const out = body.edits ? movedLengths(lengths, old, body.edits, unit) : refitLengths(lengths, body.size);
    return same(lengths, out);
  }

  *#messages(list: unknown[], format: MessageFormat): Generator<number, unknown[]> {
    return yield* throughStream(list, format, this.#scanner, (message, i) => {
      const scan = this.#scan(`message ${i}`);
      return { scan, rest: format.rest(message, (text) => this.#fields.text(text, scan)) };
    });
  }
}

const same = (before: unknown[], after: unknown[]): unknown[] =>
  after.length === before.length && after.every((item, i) => item === before[i]) ? before : after;

/** Members as a person would call their place. */
const wordsOf = (path: readonly string[]): string =>
  path
    .map((part) => part.replace(/^_/, ''))
    .join(' ')
    .trim();

/** Pictures, sound and fonts that no header of theirs describes rightly. */
const isPicture = (bytes: Uint8Array): boolean => {
  const [a, b, c, d] = bytes;
  return (
    (a === 0x89 && b === 0x50) ||
    (a === 0xff && b === 0xd8) ||
    (a === 0x47 && b === 0x49) ||
    (a === 0x52 && b === 0x49 && c === 0x46 && d === 0x46)
  );
};
