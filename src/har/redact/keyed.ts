// Values that are secret by the name before them: in JSON, forms, queries, multipart, XML, HTML, headers, free text.
// Reads leniently, since a text may be cut, nested in another, or no well-formed anything.
import { closingQuote } from './deltas.ts';
import { type Names, type NameVerdict, STEMS } from './names.ts';
import { isPlaceholderAt, PLACEHOLDER, unredacted } from './placeholders.ts';
import { Matcher } from './search.ts';
import type { Match } from './shapes.ts';
import { isNothing, looksRandom } from './values.ts';

export interface KeyedMatch extends Match {
  /** Ends where the text ends, not where the value does. */
  open: boolean;
  /** Without quotes around it: where it ends is a guess. */
  bare: boolean;
  /** Behind `=` and without quotes, so that a plus sign in it may be a space. */
  form: boolean;
  /** The name before it, as written, and where it begins. */
  name: string;
  from: number;
}

/** Longer values are no secrets but documents. */
const LONGEST = 65_536;
const NAME = /[\p{L}\p{N}_$.@-]/u;
const ASCII_NAME = new Uint8Array(128).map((_, code) => (NAME.test(String.fromCharCode(code)) ? 1 : 0));
const SPACE = /[ \t\r\n]*/y;
/** What may stand before the value of `Authorization`. */
export const SCHEME =
  /^(?:Bearer|Basic|Digest|Token|Negotiate|NTLM|ApiKey|Api-Key|Key|OAuth|Hawk|DPoP|GoogleLogin|SharedKey|JWT|AWS4-HMAC-SHA256|Signature|SSWS|Splunk|Discogs|Bot)\s+/i;
const BARE = new RegExp(`(?:${PLACEHOLDER}|[^\\s&;,"'<>)}\\]\\\\\`])+`, 'y');
const FORM_VALUE = /[^\s&;"'<>#\\`]+/y;
const NUMBER = /-?\d[\d.]*(?=[\s,}\]]|$)/y;
/** Objects that hold a secret beside other things: `"session": {"id": …}`. */
const DEEP = /(?:auth|authentication|session|sess|keys)$/i;
/** Members of such objects that are the secret itself, and those that are none. */
const MAIN = /^(?:value|current|new|old|secret|raw|hash|access|refresh|token|jwt)$/i;
const PUBLIC =
  /^(?:type|kind|scope|user(?:name)?|name|email|login|policy|hint|expires?(?:_?(?:in|at))?|created.*|updated.*|algorithm|alg|status|message|error|label|placeholder|description|title)$/i;
const QUOTES = '"\'`';

/** Matches the stems that names of secrets contain, and those of a person's own keys. */
export function stemMatcher(extraKeys: readonly string[]): Matcher {
  const known = STEM_MATCHERS.get(extraKeys);
  if (known) return known;
  // `x` and `id` would be everywhere: such keys are found where names are given apart (headers, parameters).
  const own = extraKeys.flatMap((key) => key.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2);
  const matcher = new Matcher([...new Set([...STEMS.split('|').flatMap(unfolded), ...own])], true);
  STEM_MATCHERS.set(extraKeys, matcher);
  return matcher;
}

/** By the list of keys: a screen has a scanner for each exchange, and making one of these is most of the work. */
const STEM_MATCHERS = new WeakMap<readonly string[], Matcher>();

/** `cv[cv2n]` and `secrets?` are no literals. */
const unfolded = (stem: string): string[] => {
  const set = /\[(\w+)\]/.exec(stem)?.[1];
  return set ? [...set].map((letter) => stem.replace(/\[\w+\]/, letter)) : [stem];
};

const isName = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code < 128 ? ASCII_NAME[code] === 1 : NAME.test(text[at] ?? '');
};

/** Tells each value in `text` that a secret name introduces. Short ones too. */
export function findKeyed(text: string, names: Names, stems: Matcher, found: (match: KeyedMatch) => void): void {
  stems.search(text, (hit) => {
    let start = hit;
    while (start > 0 && hit - start < 64 && isName(text, start - 1)) start--;
    let end = hit + 1;
    while (end < text.length && end - hit < 64 && isName(text, end)) end++;
    const verdict = names.judge(text.slice(start, end));
    if (verdict && !text.startsWith('[redacted:', start - 10)) new Reader(text, verdict, start, end, found).read();
    return end;
  });
}

/** What follows one name. */
class Reader {
  readonly #text: string;
  readonly #verdict: NameVerdict;
  readonly #name: string;
  readonly #start: number;
  readonly #end: number;
  readonly #found: (match: KeyedMatch) => void;
  /** `=` stands between name and value. */
  #equals = false;

  constructor(text: string, verdict: NameVerdict, start: number, end: number, found: (match: KeyedMatch) => void) {
    this.#text = text;
    this.#verdict = verdict;
    this.#name = text.slice(start, end);
    this.#start = start;
    this.#end = end;
    this.#found = found;
  }

  read(): void {
    const text = this.#text;
    let at = this.#end;
    if (text[at] === ']') at++;
    const quote = QUOTES.includes(text[at] ?? ' ') ? text[at] : '';
    if (quote) at++;
    if (text[at] === ']') at++;
    const before = this.#start > 0 ? (text[this.#start - 1] as string) : '';
    const sign = this.#space(at);
    const mark = text[sign];
    if (mark === ':' || mark === '=') {
      this.#equals = mark === '=';
      const value = this.#space(text[sign + 1] === '>' || text[sign + 1] === '=' ? sign + 2 : sign + 1);
      const form = mark === '=' && !quote && value === at + 1 && /^[&?;#\s[|]?$/.test(before);
      return this.#value(value, quote !== '', form, mark === ':' && /^\s?$/.test(before));
    }
    if (quote && before === quote) this.#pair(at, sign, mark);
    else if (mark === '>' && (before === '<' || before === ':')) this.#element(sign + 1);
    else if (mark === '/' && before === '/') this.#segment(at + 1);
    else if (before === '-' || text.slice(this.#start).startsWith('--')) this.#option(at);
  }

  #space(at: number): number {
    SPACE.lastIndex = at;
    return at + (SPACE.exec(this.#text)?.[0].length ?? 0);
  }

  #tell(start: number, end: number, open: boolean, bare: boolean, least: number): void {
    const value = this.#text.slice(start, Math.min(end, start + LONGEST));
    if (isNothing(value)) return;
    const { when, kind } = this.#verdict;
    // What was replaced in it before says nothing of the rest.
    const rest = unredacted(value);
    if (when === 'random' && !looksRandom(rest, least)) return;
    if (when === 'digits' && !(/\d/.test(rest) && rest.length <= 40)) return;
    const form = bare && this.#equals;
    const [name, from] = [this.#name, this.#start];
    this.#found({ kind, start, end: start + value.length, value, open, bare, form, name, from });
  }

  #value(start: number, json: boolean, form: boolean, lineLike: boolean): void {
    const text = this.#text;
    const first = text[start];
    if (first === undefined) return;
    if (QUOTES.includes(first)) {
      const close = closingQuote(text, start + 1, first);
      return this.#quoted(start + 1, close < 0 ? text.length : close, close < 0);
    }
    if ((first === '[' && !isPlaceholderAt(text, start)) || first === '{') return this.#nested(start);
    if (json) return this.#number(start);
    const scheme = SCHEME.exec(text.slice(start, start + 40))?.[0].length ?? 0;
    const pattern = form ? FORM_VALUE : BARE;
    pattern.lastIndex = start + scheme;
    const value = pattern.exec(text)?.[0];
    if (!value) return;
    const from = start + scheme;
    const rest = unredacted(value);
    // In prose and programs the word after a colon is rarely the secret itself.
    const whole = lineLike && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(from + value.length, from + value.length + 80));
    if (!form && !whole && !/[\d!@#$%^*?+~]/.test(rest)) return;
    if (!form && /^[\w$]*[.(]/.test(rest) && !looksRandom(rest)) return;
    if (!form && rest.length < 4 && this.#verdict.when !== 'digits') return;
    this.#tell(from, from + value.length, from + value.length === text.length, true, form ? 8 : 12);
  }

  #quoted(start: number, end: number, open: boolean): void {
    const scheme = SCHEME.exec(this.#text.slice(start, start + 40))?.[0].length ?? 0;
    this.#tell(start + scheme, end, open, false, 12);
  }

  /** A bare number in JSON: only names of numbers, and passwords, make it a secret (`"tokens": 512` is none). */
  #number(start: number): void {
    NUMBER.lastIndex = start;
    const value = NUMBER.exec(this.#text)?.[0];
    if (!value) return;
    const { when, kind } = this.#verdict;
    if (when === 'digits' || kind === 'password' || kind === 'custom' || (when === 'always' && value.length >= 16))
      this.#tell(start, start + value.length, false, false, 12);
  }

  /** Strings within an array or object under a secret name; in an object those whose own name does not speak against it. */
  #nested(start: number): void {
    const { when, kind } = this.#verdict;
    const array = this.#text[start] === '[';
    if (when === 'random' && (array || !DEEP.test(this.#name))) return;
    const all = when !== 'random' && (array || kind === 'password');
    const text = this.#text;
    const most = Math.min(text.length, start + LONGEST);
    let depth = 0;
    let member = '';
    for (let at = start; at < most; at++) {
      const c = text[at] as string;
      if (c === '[' || c === '{') depth++;
      else if ((c === ']' || c === '}') && --depth === 0) return;
      if (c !== '"' && c !== "'") continue;
      const close = closingQuote(text, at + 1, c);
      if (close < 0) return;
      const string = text.slice(at + 1, close);
      if (text[this.#space(close + 1)] === ':') member = string;
      else if (all ? !PUBLIC.test(member) : MAIN.test(member) || looksRandom(string, when === 'random' ? 12 : 8))
        this.#tell(at + 1, close, false, false, 8);
      at = close;
    }
  }

  /** The name is itself a quoted value: `name="password"` and what follows it as the value. */
  #pair(at: number, next: number, mark: string | undefined): void {
    const text = this.#text;
    const before = text.slice(Math.max(0, this.#start - 40), this.#start - 1);
    const quote = text[this.#start - 1] as string;
    if (mark === ',' && /\[\s*$/.test(before)) {
      const value = this.#space(next + 1);
      if (QUOTES.includes(text[value] ?? ' ')) this.#value(value, false, false, false);
      return;
    }
    if (!/(?:name|key|id|property|field|header)["']?\s*[=:]\s*$/i.test(before)) return;
    const rest = text.slice(at, at + 2000);
    const json = /^\s*,\s*["'](?:value|val|content|data)["']\s*:\s*(?=["'\d])/i.exec(rest);
    if (json) return this.#value(at + json[0].length, quote === '"', false, false);
    const html = /^[^<>]*?\s(?:value|content)\s*=\s*(?=["'])/i.exec(rest);
    if (html) return this.#value(at + html[0].length, false, false, false);
    const part = /^[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n/.exec(rest);
    if (!part) return;
    const start = at + part[0].length;
    const end = text.slice(start, start + LONGEST).search(/\r?\n--/);
    this.#tell(start, end < 0 ? text.length : start + end, end < 0, end < 0, 8);
  }

  /** `<password>…</password>` */
  #element(start: number): void {
    const end = this.#text.indexOf('</', start);
    if (end > start && end - start < LONGEST) this.#tell(start, end, false, false, 8);
  }

  /** `/reset-token/…` in a path. */
  #segment(start: number): void {
    BARE.lastIndex = start;
    const value = BARE.exec(this.#text)?.[0].split(/[/?#]/)[0] ?? '';
    if (looksRandom(value, 10)) this.#tell(start, start + value.length, false, true, 10);
  }

  /** `--password …` */
  #option(at: number): void {
    if (this.#text[at] !== ' ') return;
    BARE.lastIndex = at + 1;
    const value = BARE.exec(this.#text)?.[0] ?? '';
    if (value && !value.startsWith('-')) this.#tell(at + 1, at + 1 + value.length, false, true, 8);
  }
}
