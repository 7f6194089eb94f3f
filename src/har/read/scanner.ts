// Takes JSON apart while it comes in, byte by byte and along a plan, so that no file needs to be one string. Small
// values go to JSON.parse. Bytes that make no sense are told and passed over: nothing here throws or recurses.
import { Carry } from '../../decode/framing/carry.ts';
import { parseJson, parsePart } from './json.ts';
import { type Flaw, NOTHING, type Place, type Plan } from './plan.ts';
import { type ProblemCode, said } from './sentences.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const LF = 0x0a;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;

/** Most bytes of a value that is parsed as one. */
const LONGEST = 256 * 1024 * 1024;
/** Deepest nesting of a value that is parsed as one: hostile files must not overflow the stack of whoever walks it. */
const DEEPEST = 512;
const TOO_LONG = said('tooLong', `${LONGEST / 1024 / 1024}`);
const TOO_DEEP = said('tooDeep', `${DEEPEST}`);
/** Between the items of a batch that is held. */
const BETWEEN = Uint8Array.of(COMMA);
/** Bytes of a batch or of a part, about. */
const BATCH = 64 * 1024;

interface Frame {
  plan: Plan;
  close: typeof CLOSE_OBJECT | typeof CLOSE_LIST;
  /** Items or members so far. */
  count: number;
  key: string | null;
  /** Ends of the items of a batch within what is held. */
  ends: number[];
  places: Place[];
}

type Mode = 'between' | 'key' | 'value' | 'text';

/** Reads one JSON document. */
export class Scanner {
  readonly #root: Plan;
  readonly #flaw: (flaw: Flaw) => void;
  readonly #stack: Frame[] = [];
  readonly #held = new Carry(LONGEST);
  #mode: Mode = 'between';
  #plan: Plan = NOTHING;
  #begun = false;
  #done = false;
  /** Of the value being captured. */
  #place: Place = { offset: 0, line: 1, column: 1 };
  #depth = 0;
  #tooDeep = false;
  #inString = false;
  #scalar = false;
  /** The last byte of the chunk before was a backslash in a string. */
  #escape = false;
  #hold = true;

  #chunk: Uint8Array = new Uint8Array(0);
  /** Offset of the chunk in the file. */
  #offset = 0;
  #line = 1;
  #lineStart = 0;
  /** Index in the chunk of the first LF not counted yet. */
  #lineEnd = 0;
  #nextQuote = -1;
  #nextBackslash = -1;
  #confused = false;

  constructor(root: Plan, flaw: (flaw: Flaw) => void) {
    this.#root = root;
    this.#flaw = flaw;
  }

  /** Bytes read. */
  get offset(): number {
    return this.#offset + this.#chunk.length;
  }

  /** The document is over; what follows is not looked at. */
  get done(): boolean {
    return this.#done;
  }

  push(chunk: Uint8Array): void {
    this.#offset += this.#chunk.length;
    this.#chunk = chunk;
    this.#nextQuote = this.#nextBackslash = -1;
    this.#lineEnd = indexOrEnd(chunk, LF, 0);
    let at = 0;
    while (at < chunk.length && !this.#done) {
      if (this.#mode === 'between') at = this.#between(at);
      else if (this.#mode === 'key') at = this.#captureString(at, () => this.#keyDone());
      else if (this.#mode === 'text') at = this.#text(at);
      else at = this.#capture(at);
    }
    this.#placeOf(chunk.length);
  }

  /** The file is over. */
  end(): void {
    if (this.#done) return;
    const place = this.#placeOf(this.#chunk.length);
    if (!this.#begun) return this.#flaw({ kind: 'not-json', said: said('empty'), place });
    if (this.#mode === 'value' && this.#scalar && this.#stack.length === 0) return this.#valueDone();
    this.#flaw({ kind: 'cut', said: said('cut'), place });
    // What was complete before the cut is kept: batches and objects are told as they are.
    if (this.#mode === 'text') this.#flushText(false);
    else if (this.#mode !== 'between') this.#dropHeld();
    while (this.#stack.length > 0) this.#close();
  }

  /** Of an index of the chunk, none before those asked for earlier. */
  #placeOf(at: number): Place {
    while (this.#lineEnd < at) {
      this.#line++;
      this.#lineStart = this.#offset + this.#lineEnd + 1;
      this.#lineEnd = indexOrEnd(this.#chunk, LF, this.#lineEnd + 1);
    }
    const offset = this.#offset + at;
    return { offset, line: this.#line, column: offset - this.#lineStart + 1 };
  }

  #between(start: number): number {
    const chunk = this.#chunk;
    let at = start;
    while (at < chunk.length && isSpace(chunk[at] as number)) at++;
    if (at === chunk.length) return at;
    const byte = chunk[at] as number;
    const frame = this.#stack.at(-1);
    if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) return this.#closing(byte, at);
    if (!frame) return this.#beginDocument(byte, at);
    if (byte === COMMA) {
      this.#confused = false;
      return at + 1;
    }
    if (frame.close === CLOSE_LIST) return this.#beginValue(this.#itemPlan(frame, at), at);
    if (frame.key === null) {
      if (byte !== QUOTE) return this.#lost('nameWanted', at);
      this.#mode = 'key';
      this.#hold = true;
      return at + 1;
    }
    if (byte === COLON) return at + 1;
    const key = frame.key;
    frame.key = null;
    frame.count++;
    return this.#beginValue(frame.plan.take === 'members' ? frame.plan.member(key) : NOTHING, at);
  }

  #itemPlan(frame: Frame, at: number): Plan {
    if (frame.plan.take === 'items') return frame.plan.item(frame.count++);
    frame.count++;
    frame.places.push(this.#placeOf(at));
    return frame.plan;
  }

  /** Told once for each stretch of bytes that make no sense. */
  #lost(wanted: ProblemCode, at: number): number {
    const found = String.fromCharCode(this.#chunk[at] as number);
    if (!this.#confused) {
      this.#flaw({ kind: 'syntax', said: said(wanted, JSON.stringify(found)), place: this.#placeOf(at) });
    }
    this.#confused = true;
    return at + 1;
  }

  #beginDocument(byte: number, at: number): number {
    this.#begun = true;
    if (byte === OPEN_OBJECT) return this.#beginValue(this.#root, at);
    const head = new TextDecoder().decode(this.#chunk.subarray(at, at + 24));
    this.#flaw({ kind: 'not-json', said: said('noObject', JSON.stringify(head)), place: this.#placeOf(at) });
    this.#done = true;
    return at + 1;
  }

  #beginValue(plan: Plan, at: number): number {
    const byte = this.#chunk[at] as number;
    const isObject = byte === OPEN_OBJECT;
    const inBatch = this.#stack.at(-1)?.plan.take === 'batches';
    if (!inBatch && (isObject ? plan.take === 'members' : byte === OPEN_LIST && isList(plan))) {
      const close = isObject ? CLOSE_OBJECT : CLOSE_LIST;
      this.#stack.push({ plan, close, count: 0, key: null, ends: [], places: [] });
      if (plan.take === 'members') plan.begin?.(this.#placeOf(at));
      return at + 1;
    }
    this.#place = this.#placeOf(at);
    this.#plan = plan;
    if (plan.take === 'text' && byte === QUOTE) {
      this.#mode = 'text';
      return at + 1;
    }
    this.#mode = 'value';
    this.#depth = 0;
    this.#tooDeep = false;
    this.#scalar = byte !== QUOTE && !isObject && byte !== OPEN_LIST;
    this.#hold = plan.take !== 'nothing';
    return at;
  }

  /** To the end of a string that has begun. */
  #captureString(start: number, done: () => void): number {
    const end = this.#stringEnd(start);
    if (this.#hold) this.#held.append(this.#chunk, start, end);
    if (this.#inString) return end;
    done();
    return end;
  }

  /** Index behind the closing quote, or the end of the chunk; `#inString` says whether the string goes on. */
  #stringEnd(start: number): number {
    const chunk = this.#chunk;
    let at = start;
    this.#inString = true;
    if (this.#escape && at < chunk.length) {
      this.#escape = false;
      at++;
    }
    while (at < chunk.length) {
      if (this.#nextQuote < at) this.#nextQuote = indexOrEnd(chunk, QUOTE, at);
      if (this.#nextBackslash < at) this.#nextBackslash = indexOrEnd(chunk, BACKSLASH, at);
      if (this.#nextQuote < this.#nextBackslash) {
        this.#inString = false;
        return this.#nextQuote + 1;
      }
      at = this.#nextBackslash + 2;
    }
    this.#escape = at > chunk.length && this.#nextBackslash < chunk.length;
    return chunk.length;
  }

  #keyDone(): void {
    const bytes = this.#held.take();
    const parsed = parsePart(bytes.subarray(0, -1));
    const frame = this.#stack.at(-1) as Frame;
    frame.key = parsed.text;
    if (parsed.flaw) this.#flaw({ kind: 'syntax', said: parsed.flaw, place: this.#placeOf(0) });
    this.#mode = 'between';
  }

  #capture(start: number): number {
    const chunk = this.#chunk;
    let at = start;
    let ended = false;
    if (this.#inString) at = this.#stringEnd(at);
    if (!this.#inString && at > start && this.#depth === 0) ended = true;
    while (at < chunk.length && !ended && !this.#inString) {
      const byte = chunk[at] as number;
      if (this.#scalar) {
        if (isSpace(byte) || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST) ended = true;
        else at++;
      } else if (byte === QUOTE) {
        at = this.#stringEnd(at + 1);
        ended = !this.#inString && this.#depth === 0;
      } else {
        at++;
        if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
          if (++this.#depth > DEEPEST) this.#tooDeep = true;
        } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) ended = --this.#depth === 0;
      }
    }
    // Too deep a value is not held any longer.
    if (this.#hold && !this.#tooDeep) this.#held.append(chunk, start, at);
    if (ended) this.#valueDone();
    return at;
  }

  /** Forgets the value that is being captured; what a batch has before it stays. */
  #dropHeld(): void {
    const frame = this.#stack.at(-1);
    const whole = this.#held.take();
    if (this.#plan.take === 'batches' && frame?.plan === this.#plan) {
      frame.places.length = frame.ends.length;
      const kept = whole.slice(0, frame.ends.at(-1) ?? 0);
      this.#held.append(kept, 0, kept.length);
    }
    this.#inString = false;
    this.#mode = 'between';
  }

  #valueDone(): void {
    this.#mode = 'between';
    const [plan, frame] = [this.#plan, this.#stack.at(-1)];
    if (plan.take === 'nothing') return;
    if (this.#tooDeep) {
      this.#flaw({ kind: 'deep', said: TOO_DEEP, place: this.#place });
      this.#dropHeld();
      if (frame?.plan.take !== 'batches') return;
      this.#flushBatch(frame, 1);
      return frame.plan.items([undefined], frame.count - 1);
    }
    if (frame?.plan.take === 'batches') {
      frame.ends.push(this.#held.length);
      if (this.#held.length >= BATCH || this.#held.dropped > 0) this.#flushBatch(frame);
      else this.#held.append(BETWEEN, 0, 1);
      return;
    }
    const value = this.#parsed();
    if (plan.take === 'value') plan.value(value, this.#place);
    else plan.other?.(value, this.#place);
    if (this.#stack.length === 0) this.#done = true;
  }

  /** What is held as a value; undefined, with a flaw told, where it is none. */
  #parsed(): unknown {
    const long = this.#held.dropped > 0;
    const parsed = long ? null : parseJson(this.#held.take());
    if (long) this.#held.take();
    if (parsed && !parsed.flaw) return parsed.value;
    this.#flaw({ kind: long ? 'long' : 'syntax', said: parsed?.flaw ?? TOO_LONG, place: this.#place });
    return parsed?.value;
  }

  /** `after`: how many items have begun since the last one held. */
  #flushBatch(frame: Frame, after = 0): void {
    const { plan, ends, places } = frame;
    if (plan.take !== 'batches' || ends.length === 0) return;
    const long = this.#held.dropped > 0;
    const bytes = this.#held.take();
    frame.ends = [];
    frame.places = [];
    const whole = long ? null : parseJson(bytes.subarray(0, ends.at(-1)), '[', ']');
    const items = whole && !whole.flaw ? (whole.value as unknown[]) : this.#itemByItem(bytes, ends, places, long);
    plan.items(items, frame.count - after - ends.length);
  }

  /** Of a batch with something wrong in it. */
  #itemByItem(bytes: Uint8Array, ends: number[], places: Place[], long: boolean): unknown[] {
    let start = 0;
    return ends.map((end, i) => {
      const parsed = long && i === ends.length - 1 ? null : parseJson(bytes.subarray(start, end));
      start = end + BETWEEN.length;
      if (parsed && !parsed.flaw) return parsed.value;
      const why = parsed?.flaw ?? TOO_LONG;
      this.#flaw({ kind: parsed ? 'syntax' : 'long', said: why, place: places[i] as Place });
      return undefined;
    });
  }

  #text(start: number): number {
    const end = this.#stringEnd(start);
    this.#held.append(this.#chunk, start, this.#inString ? end : end - 1);
    if (!this.#inString) {
      this.#flushText(true);
      this.#mode = 'between';
    } else if (this.#held.length >= BATCH) this.#flushText(false);
    return end;
  }

  /** Hands on what is held of a long string; of one that goes on, not the escape or character it may end in. */
  #flushText(whole: boolean): void {
    const plan = this.#plan;
    const held = this.#held.take();
    const end = whole ? held.length : safeEnd(held);
    const parsed = parsePart(held.subarray(0, end));
    if (end < held.length) {
      const rest = held.slice(end);
      this.#held.append(rest, 0, rest.length);
    }
    if (parsed.flaw) this.#flaw({ kind: 'syntax', said: parsed.flaw, place: this.#place });
    if (plan.take === 'text' && parsed.text !== '') plan.part(parsed.text);
  }

  #closing(byte: number, at: number): number {
    const index = this.#stack.findLastIndex(({ close }) => close === byte);
    if (index < 0) return this.#lost('valueWanted', at);
    if (index < this.#stack.length - 1) this.#lost('endWanted', at);
    while (this.#stack.length > index) this.#close();
    this.#confused = false;
    return at + 1;
  }

  #close(): void {
    const frame = this.#stack.at(-1) as Frame;
    if (frame.plan.take === 'batches') this.#flushBatch(frame);
    this.#stack.pop();
    if (frame.plan.take === 'members') frame.plan.end?.();
    if (this.#stack.length === 0) this.#done = true;
  }
}

const isList = (plan: Plan): boolean => plan.take === 'items' || plan.take === 'batches';

function indexOrEnd(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
}

/** Where the inside of a JSON string can be cut: before an escape or a character that may go on. */
function safeEnd(bytes: Uint8Array): number {
  const size = bytes.length;
  for (let at = size - 1; at >= Math.max(0, size - 6); at--) {
    if (bytes[at] !== BACKSLASH) continue;
    let first = at;
    while (first > 0 && bytes[first - 1] === BACKSLASH) first--;
    // After an odd number of backslashes this one is what the one before escapes.
    if ((at - first) % 2 === 1) break;
    if (at + (bytes[at + 1] === 0x75 ? 6 : 2) > size) return at;
    break;
  }
  let at = size - 1;
  while (at > 0 && size - at < 4 && ((bytes[at] as number) & 0xc0) === 0x80) at--;
  return ((bytes[at] as number) & 0xc0) === 0xc0 ? at : size;
}
