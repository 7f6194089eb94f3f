// Finds the secrets of one text or payload, on every layer of encoding, and says what to put in their place.
import { joined } from '../../store/joined.ts';
import {
  type Compression,
  compressionOf,
  deflate,
  endOf,
  fromBase64,
  fromHex,
  fromLatin1,
  fromUtf8,
  fromUtf16,
  type Inflated,
  inflate,
  isText,
  isUtf8,
  isZstd,
  toBase64,
  toHex,
  toLatin1,
  toUtf8,
  toUtf16,
  utf16Of,
} from './bytes.ts';
import { CustomPattern } from './custom.ts';
import { dataView, deltaViews } from './deltas.ts';
import { Edits } from './edits.ts';
import { spacedReadings } from './forms.ts';
import { findKeyed, type KeyedMatch, stemMatcher } from './keyed.ts';
import { Names } from './names.ts';
import { cutsPlaceholder } from './placeholders.ts';
import type { Rules } from './rules.ts';
import { findRuns } from './runs.ts';
import type { Matcher } from './search.ts';
import { findShapes, type Match } from './shapes.ts';
import { atOnce } from './steps.ts';
import type { Finding, Index, Place, Vault } from './vault.ts';
import { forViews, goesOn, plainView, type View } from './view.ts';
import { CORE, Core, wider, windowsOf } from './windows.ts';

/** Encodings within encodings that are looked into: base64 of gzip of base64 of text. */
const DEEPEST = 4;
/** Short words are found as words only: `secret1` is not in `mysecret12`. */
const WORD = /^(?:\w{6,7}|[A-Za-z]{6,11})$/;
const DIGITS = /^\d+$/;

/** What a scan is to do, and where it is. */
export interface Scan {
  place: Place;
  /** Also look for what is known already. Without it a scan only learns. */
  known: boolean;
  /** Also put together what arrives in parts: values of one key, data lines of events. */
  parts?: boolean;
  /** Only what begins in there counts; left out: anything. */
  core?: Core;
}

/** Whether a detector's match is taken; for matches that only count where they cross from one piece to another. */
type Filter = (match: Match & Partial<KeyedMatch>, pieces: number) => boolean;
const anywhere: Filter = () => true;
export const crossing: Filter = (match, pieces) => pieces > 1 && match.bare !== true;

export class Scanner {
  readonly names: Names;
  readonly vault: Vault;
  readonly #rules: Rules;
  readonly #stems: Matcher;
  readonly #custom: CustomPattern[];

  /** @throws {PatternError} for a pattern of the rules that cannot be used. */
  constructor(rules: Rules, vault: Vault, now: () => number) {
    this.#rules = rules;
    this.vault = vault;
    this.names = new Names(rules.extraKeys);
    this.#stems = stemMatcher(rules.extraKeys);
    this.#custom = rules.extraPatterns.map((pattern) => new CustomPattern(pattern, now));
  }

  /** What to replace in `text`; null for nothing. */
  text(text: string, scan: Scan, depth = 0): Edits | null {
    if (text.length < 3) return null;
    const edits = new Edits();
    const index = scan.known ? this.vault.index() : null;
    forViews(plainView(text), (view) => {
      this.detect(view, scan, edits);
      if (index) this.search(view, index, edits, anywhere, scan.core);
      if (depth < DEEPEST) this.#runs(view, scan, edits, depth);
    });
    if (scan.parts) this.#parts(text, scan, index, edits);
    return edits.size > 0 ? edits : null;
  }

  /** As {@link text}, in steps: a long text is gone through in windows. */
  *texting(text: string, scan: Scan, depth = 0): Generator<void, Edits | null> {
    if (text.length <= 2 * CORE) return this.text(text, scan, depth);
    const edits = new Edits();
    for (let window of windowsOf(text)) {
      for (;;) {
        const { start, end, from, to } = window;
        const core = new Core(start - from, end - from, to === text.length ? Number.POSITIVE_INFINITY : to - from);
        const found = this.text(text.slice(from, to), { ...scan, core }, depth);
        yield;
        if (!core.cut) {
          edits.addAll(found?.list() ?? [], from);
          break;
        }
        window = wider(window, text.length);
      }
    }
    return edits.size > 0 ? edits : null;
  }

  /** What stands in `text` only when its parts are put together. */
  #parts(text: string, scan: Scan, index: Index | null, edits: Edits): void {
    const data = dataView(text);
    for (const parts of data ? [data, ...deltaViews(text)] : deltaViews(text)) {
      forViews(parts, (view) => {
        this.detect(view, scan, edits, crossing);
        if (index) this.search(view, index, edits, crossing, scan.core);
      });
    }
  }

  /** Runs the detectors; what they find becomes known. */
  detect(view: View, scan: Scan, edits: Edits, filter: Filter = anywhere): void {
    const { text } = view;
    const take = (match: Match & Partial<KeyedMatch>): void => {
      const pieces = view.pieces(match.start, match.end);
      const reach = match.from === undefined ? pieces : view.pieces(match.from, match.end);
      if (!filter(match, reach.length)) return;
      const [start, end] = [pieces[0]?.[0] ?? 0, pieces.at(-1)?.[1] ?? 0];
      if (edits.covers(start, end) || (scan.core && !scan.core.has(start, end))) return;
      if (cutsPlaceholder(text, match.start, match.end)) return;
      const words = match.name ? `${scan.place.words}, ${match.name}` : scan.place.words;
      const also = match.form ? spacedReadings(match.value) : [];
      const secret = this.vault.add(match.kind, match.value, { ...scan.place, words }, also);
      if (!secret) return;
      this.#replace(view, match.start, match.end, secret, edits);
      if (/basic[ +]$/i.test(text.slice(match.start - 6, match.start))) this.basic(match.value, scan.place);
    };
    // With line breaks gone a value would run into the next line.
    if (this.#rules.detectors.names && view.kind !== 'joined') findKeyed(text, this.names, this.#stems, take);
    findShapes(text, this.#rules.detectors, take);
    for (const pattern of this.#custom) {
      pattern.find(text, (start, end) => take({ kind: 'custom', start, end, value: text.slice(start, end) }));
    }
  }

  /** Learns the password within the credentials of `Basic`. @see https://www.rfc-editor.org/rfc/rfc7617#section-2 */
  basic(credentials: string, place: Place): void {
    const bytes = fromBase64(credentials.trim());
    const password = bytes && /^[^:]*:(.*)$/s.exec(fromUtf8(bytes) ?? '')?.[1];
    if (password) this.vault.add('password', password, place);
  }

  /** Finds the literals of known secrets. */
  search(view: View, index: Index, edits: Edits, filter: Filter = anywhere, core: Core | null = null): void {
    const { text } = view;
    index.matcher.search(text, (start, at) => {
      const { form, secret } = index.forms[at] as Index['forms'][number];
      const end = start + form.literal.length;
      if (form.kind === 'plain' && !standsAlone(text, start, end, form.literal)) return start + 1;
      if (cutsPlaceholder(text, start, end)) return start + 1;
      const match = { kind: secret.kind, start, end, value: form.literal };
      if (filter !== anywhere && !filter(match, view.pieces(start, end).length)) return start + 1;
      if (core) {
        const pieces = view.pieces(start, end);
        if (!core.has(pieces[0]?.[0] ?? 0, pieces.at(-1)?.[1] ?? 0)) return start + 1;
      }
      this.#replace(view, start, end, secret, edits);
      return end;
    });
  }

  #replace(view: View, start: number, end: number, secret: Finding, edits: Edits): void {
    let text = secret.kept ? null : secret.placeholder;
    const quoteAt = text === null ? null : bareNumber(view.text, start, end);
    for (const [from, to] of view.pieces(start, end)) {
      if (text !== null && quoteAt !== null) {
        const quote = quoteAt < 0 ? '"' : originalOf(view, quoteAt);
        text = `${quote}${text}${quote}`;
      }
      edits.add({ start: from, end: to, text: text ?? '', secret });
      if (text !== null) text = '';
    }
  }

  /** Base64 and hex: decoded, looked through, and encoded again where something was found. */
  #runs(view: View, scan: Scan, edits: Edits, depth: number): void {
    // Positions within what a run holds are others.
    const { core, ...inside } = scan;
    findRuns(view.text, (run) => {
      const [start, end] = view.pieces(run.start, run.end)[0] as [number, number];
      if (edits.covers(start, end) || (core && !core.has(start, end))) return;
      const text = view.text.slice(run.start, run.end);
      const bytes = run.kind === 'hex' ? fromHex(text) : fromBase64(text);
      // A later view has it whole, or sees that it is not.
      if (!bytes || (goesOn(view.text, run.end) && isCut(bytes))) return;
      const changed = this.#decoded(bytes, inside, depth + 1);
      if (!changed) return;
      const encoded = run.kind === 'hex' ? toHex(changed) : toBase64(changed, text);
      // What base64 has beside letters and digits means something else in a URL.
      const percent = view.kind !== 'plain' && originalSlice(view, run.start, run.end).includes('%');
      edits.add({ start, end, text: percent ? encodeURIComponent(encoded) : encoded, secret: null });
    });
  }

  /** What a run held, if it is text or compressed; what is neither is left to the literals of known secrets. */
  #decoded(bytes: Uint8Array, scan: Scan, depth: number): Uint8Array | null {
    if (compressionOf(bytes) || isUtf8(bytes) || utf16Of(bytes)) return this.bytes(bytes, scan, depth);
    if (!isText(bytes)) return null;
    // A NUL that ends a text says nothing of its length; between texts there may be lengths too.
    const end = endOf(bytes);
    const text = bytes.subarray(0, end);
    if (!isUtf8(text)) return this.bytes(bytes, scan, depth);
    const changed = this.bytes(text, scan, depth);
    return changed && joined([changed, bytes.subarray(end)]);
  }

  /** The payload with its secrets replaced; null where it has none. What is compressed is compressed again. */
  bytes(bytes: Uint8Array, scan: Scan, depth = 0, how: Compression | null = compressionOf(bytes)): Uint8Array | null {
    return atOnce(this.byting(bytes, scan, depth, how));
  }

  /** As {@link bytes}, in steps. */
  *byting(
    bytes: Uint8Array,
    scan: Scan,
    depth = 0,
    how: Compression | null = compressionOf(bytes),
  ): Generator<void, Uint8Array | null> {
    if (how !== null && depth < DEEPEST) {
      const inner = yield* inflate(bytes, how);
      if (inner) return yield* this.#inflated(bytes, inner, how, scan, depth);
    }
    if (isZstd(bytes)) return toUtf8(`[redacted: ${bytes.length} bytes of zstd data, which cannot be read]`);
    const text = fromUtf8(bytes);
    if (text !== null) {
      const edits = yield* this.texting(text, scan, depth);
      return edits && toUtf8(edits.apply(text));
    }
    const order = utf16Of(bytes);
    if (order) {
      const wide = fromUtf16(bytes, order);
      const edits = yield* this.texting(wide, scan, depth);
      return edits && toUtf16(edits.apply(wide), order);
    }
    const latin1 = fromLatin1(bytes);
    const edits = yield* this.texting(latin1, scan, depth);
    return edits && toLatin1(edits.apply(latin1, true));
  }

  *#inflated(
    bytes: Uint8Array,
    inner: Inflated,
    how: Compression,
    scan: Scan,
    depth: number,
  ): Generator<void, Uint8Array | null> {
    // Cut off or broken: what is behind the break cannot be seen, so nothing of it is let out.
    const note = (): Uint8Array =>
      toUtf8(`[redacted: ${bytes.length} bytes of ${how} data that cannot be read to its end]`);
    const changed = yield* this.byting(inner.bytes, scan, depth + 1);
    return inner.whole ? changed && (yield* deflate(changed, how)) : note();
  }
}

/** Whether bytes are compressed and do not come to their end. */
function isCut(bytes: Uint8Array): boolean {
  const how = compressionOf(bytes);
  return how !== null && atOnce(inflate(bytes, how))?.whole === false;
}

/** Numbers are not found within longer numbers, short words not within other words. */
function standsAlone(text: string, start: number, end: number, literal: string): boolean {
  const pattern = DIGITS.test(literal) ? /\d/ : WORD.test(literal) ? /\w/ : null;
  return !pattern || !(pattern.test(text[start - 1] ?? ' ') || pattern.test(text[end] ?? ' '));
}

/** Place of the quote to put around what replaces a bare number of JSON, -1 for `"`, null where it is none. */
function bareNumber(text: string, start: number, end: number): number | null {
  const last = text.charCodeAt(end - 1);
  if (last < 48 || last > 57) return null;
  let before = start - 1;
  while (before >= 0 && text.charCodeAt(before) <= 32) before--;
  let after = end;
  while (after < text.length && text.charCodeAt(after) <= 32) after++;
  if (!',}]'.includes(text[after] ?? ',')) return null;
  if (text[before] === ':') {
    before--;
    while (before >= 0 && text.charCodeAt(before) <= 32) before--;
    return text[before] === '"' || text[before] === "'" ? before : null;
  }
  return (text[before] === '[' || text[before] === ',') && after < text.length ? -1 : null;
}

const originalOf = (view: View, at: number): string => originalSlice(view, at, at + 1);

/** A quote or a run as it stands in the original: `\"`, `%22`. */
function originalSlice(view: View, start: number, end: number): string {
  const original = view.original;
  return view
    .pieces(start, end)
    .map(([from, to]) => original.slice(from, to))
    .join('');
}
