// The messages of one exchange as a stream: secrets may be split over neighbours, so a few are held back until it is clear.
import { compressionOf, fromLatin1, fromUtf8, inflate, isZstd, toLatin1, toUtf8 } from './bytes.ts';
import { deltaViews } from './deltas.ts';
import { type Edit, Edits } from './edits.ts';
import { crossing, type Scan, type Scanner } from './scanner.ts';
import { atOnce } from './steps.ts';
import { Derived, forViews, plainView, type View } from './view.ts';

/** One payload, as it is in a store or a file. */
export interface Payload {
  direction: 'sent' | 'received';
  data: string | Uint8Array;
}

/** UTF-16 units that are looked at together. */
const WINDOW = 256 * 1024;
/** Messages that are looked at together, both directions. */
const MOST = 4096;
/** Messages that are looked at again with those that follow: a secret may be split over so many. */
const CARRY = 256;
const CARRY_UNITS = 64 * 1024;
/** Longer values of one key are documents, not parts of a text. */
const LONG_PART = 512;

interface Unit {
  direction: Payload['direction'];
  /** The payload as text; Latin-1 for bytes that are no text. */
  text: string;
  /** How `text` became of the payload. */
  form: 'text' | 'utf-8' | 'latin-1' | 'other';
  original: string | Uint8Array;
  /** Set where the payload is no text to be searched beside others: compressed. */
  changed: Uint8Array | null;
  edits: Edits | null;
  /** It has been looked at together with those before it. */
  seen: boolean;
  /** What the place says of it. */
  scan: Scan;
}

/** Puts payloads through a scanner, in order, with a look at their neighbours. */
export class PayloadStream {
  readonly #scanner: Scanner;
  #queue: Unit[] = [];
  #units = 0;
  /** Directions in which one compressed stream goes over many messages. */
  readonly #continued = new Set<Payload['direction']>();

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** Takes a payload. Returns those that are done, in the order in which they came; the same object where unchanged. */
  push(payload: Payload, scan: Scan): (string | Uint8Array)[] {
    const unit = this.#unit(payload, scan);
    this.#queue.push(unit);
    this.#units += unit.text.length;
    return this.#units >= WINDOW || this.#queue.length >= MOST ? this.#flush(CARRY) : [];
  }

  /** The rest. */
  end(): (string | Uint8Array)[] {
    return this.#flush(0);
  }

  #unit({ direction, data }: Payload, scan: Scan): Unit {
    const unit = { direction, original: data, changed: null, edits: null, seen: false, scan };
    if (typeof data === 'string') {
      return { ...unit, text: data, form: 'text', edits: this.#scanner.text(data, scan) };
    }
    const text = fromUtf8(data);
    if (text !== null) return { ...unit, text, form: 'utf-8', edits: this.#scanner.text(text, scan) };
    const whole = this.#wholeOf(direction, data);
    if (whole !== 'plain') {
      const changed = whole === 'part' ? note(data) : this.#scanner.bytes(data, scan);
      return { ...unit, text: '', form: 'other', changed };
    }
    const latin1 = fromLatin1(data);
    const edits = this.#scanner.text(latin1, scan);
    if (edits) return { ...unit, text: latin1, form: 'latin-1', edits };
    // UTF-16 and the like; what neighbours share is looked for in the bytes.
    const changed = this.#scanner.bytes(data, scan);
    return changed ? { ...unit, text: '', form: 'other', changed } : { ...unit, text: latin1, form: 'latin-1' };
  }

  /** Whether bytes are compressed by themselves, part of a stream that is compressed over messages, or neither. */
  #wholeOf(direction: Payload['direction'], data: Uint8Array): 'compressed' | 'part' | 'plain' {
    if (isZstd(data)) return 'part';
    const how = compressionOf(data);
    if (how) {
      const inner = atOnce(inflate(data, how));
      if (inner?.whole) return 'compressed';
      if (!inner) return 'plain';
      this.#continued.add(direction);
      return 'part';
    }
    return this.#continued.has(direction) ? 'part' : 'plain';
  }

  #flush(carry: number): (string | Uint8Array)[] {
    const queue = this.#queue;
    for (const direction of ['sent', 'received'] as const) {
      const units = queue.filter((unit) => unit.direction === direction);
      if (units.length > 1) this.#together(units);
    }
    for (const unit of queue) unit.seen = true;
    let keep = 0;
    let size = 0;
    while (keep < Math.min(carry, queue.length)) {
      size += queue[queue.length - 1 - keep]?.text.length ?? 0;
      if (size > CARRY_UNITS && keep > 0) break;
      keep++;
    }
    this.#queue = queue.slice(queue.length - keep);
    this.#units = this.#queue.reduce((sum, unit) => sum + unit.text.length, 0);
    return queue.slice(0, queue.length - keep).map(result);
  }

  /** Looks for what is split over units. */
  #together(units: Unit[]): void {
    const starts: number[] = [];
    let length = 0;
    for (const unit of units) {
      starts.push(length);
      length += unit.text.length;
    }
    const text = units.map((unit) => unit.text).join('');
    const plain = plainView(text);
    const all = new Derived(plain, 'plain', true);
    units.forEach((unit, i) => {
      const start = starts[i] as number;
      all.add(start, start + unit.text.length);
    });
    const { scan } = units.at(-1) as Unit;
    const found = new Edits();
    const index = scan.known ? this.#scanner.vault.index() : null;
    if (index) this.#scanner.search(all.done(), index, found, crossing);
    for (const run of stickyRuns(plain, units, starts)) this.#look(run, scan, found);
    for (const values of deltaViews(text, LONG_PART)) this.#look(values, scan, found);
    for (const edit of found.list()) hand(edit, units, starts);
  }

  #look(view: View, scan: Scan, found: Edits): void {
    const index = scan.known ? this.#scanner.vault.index() : null;
    forViews(view, (each) => {
      this.#scanner.detect(each, scan, found, crossing);
      if (index) this.#scanner.search(each, index, found, crossing);
    });
  }
}

/** Runs of units where one may go on in the next: those that neither end nor begin like a document of their own. */
function* stickyRuns(plain: View, units: Unit[], starts: number[]): Generator<View> {
  let run: number[] = [];
  for (let i = 0; i <= units.length; i++) {
    const before = units[i - 1]?.text ?? '';
    const text = units[i]?.text ?? '';
    const sticks = before !== '' && text !== '' && !/[}\])>;]$/.test(before.slice(-1)) && !/^[{[<]/.test(text[0] ?? '');
    if (!sticks) {
      if (run.length > 1) {
        const view = new Derived(plain, 'plain', true);
        for (const k of run) view.add(starts[k] as number, (starts[k] as number) + (units[k]?.text.length ?? 0));
        yield view.done();
      }
      run = [];
    }
    run.push(i);
  }
}

/** Gives each unit its share of an edit. */
function hand(edit: Edit, units: Unit[], starts: number[]): void {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= edit.start) low = middle;
    else high = middle - 1;
  }
  let { text } = edit;
  for (let i = low; i < units.length && (starts[i] as number) < edit.end; i++) {
    const unit = units[i] as Unit;
    const offset = starts[i] as number;
    const start = Math.max(0, edit.start - offset);
    const end = Math.min(unit.text.length, edit.end - offset);
    if (start >= end) continue;
    unit.edits ??= new Edits();
    unit.edits.add({ start, end, text, secret: edit.secret });
    text = '';
  }
}

function result(unit: Unit): string | Uint8Array {
  if (unit.changed) return unit.changed;
  if (!unit.edits || unit.edits.list().length === 0) return unit.original;
  const text = unit.edits.apply(unit.text, unit.form === 'latin-1');
  return unit.form === 'text' ? text : unit.form === 'utf-8' ? toUtf8(text) : toLatin1(text);
}

const note = (bytes: Uint8Array): Uint8Array =>
  toUtf8(`[redacted: ${bytes.length} bytes of compressed data that cannot be read to its end]`);
