// The query language of the filter box, from text to terms. Never throws; what cannot be read is a typed error.
//
//   query     = { space } [ term { space { space } term } ] { space } ;
//   term      = [ "-" ] ( pair | pattern | text ) ;           (* "-" negates; terms are joined by AND *)
//   pair      = key ":" value ;                               (* any other name before ":" makes a text: localhost:80 *)
//   key       = "api" | "method" | "status" | "state" | "url" | "has" | "messages" | "bytes"
//             | "source" | "frame" | "text" ;                 (* in any case *)
//   value     = text | pattern ;                              (* pattern with url and text only *)
//   pattern   = "/" regex "/" ;                               (* JavaScript, case-insensitive; write \s for a space *)
//   text      = word | quoted ;
//   word      = character { character } ;                     (* no space *)
//   quoted    = '"' { character | space | '\"' | '\\' } '"' ; (* never a pair or a pattern *)
//
//   api       : fetch | xhr | eventsource | sse | websocket | ws | websocketstream
//   status    : number | comparison | digit "xx"              (* 404, >=400, 5xx; 0 is no status *)
//   state     : open | closed | failed | aborted
//   has       : error | lost | messages
//   messages  : number | comparison
//   bytes     : number | comparison, with k, m or g           (* 1k is 1000 bytes; sent and received together *)
//   source    : page | network
//   frame     : number of the frame, or part of its URL
//   text      : part of a message's payload
//   comparison = ( ">" | ">=" | "<" | "<=" | "=" ) number ;
//
// A text alone is looked for in URL, method, status and API, in any case.
import type { Api } from '../wire/capture.ts';
import type { Condition, Feature, Query, QueryError, QueryErrorCode, Range, State, Term } from './query.ts';
import { type Token, tokenize } from './tokens.ts';

/** What reading one term gives: a condition, or what is wrong with it. */
type Reading = Condition | { wrong: QueryErrorCode; message: string };

const APIS: ReadonlyMap<string, Api> = new Map<string, Api>([
  ['fetch', 'fetch'],
  ['xhr', 'xhr'],
  ['eventsource', 'eventsource'],
  ['sse', 'eventsource'],
  ['websocket', 'websocket'],
  ['ws', 'websocket'],
  ['websocketstream', 'websocketstream'],
]);
const STATES: readonly State[] = ['open', 'closed', 'failed', 'aborted'];
const FEATURES: readonly Feature[] = ['error', 'lost', 'messages'];
const SOURCES = ['page', 'network'] as const;

/** Reads the value behind a key. `pattern`: it may be a regular expression, since it was not quoted. */
type ValueReader = (value: string, pattern: boolean) => Reading;

const KEYS: ReadonlyMap<string, ValueReader> = new Map<string, ValueReader>([
  ['api', (value) => oneOf([...APIS.keys()], value, () => ({ kind: 'api', api: APIS.get(value) as Api }))],
  ['method', (value) => ({ kind: 'method', method: value })],
  ['status', (value) => ranged(statusRange(value) ?? range(value, {}), value, (r) => ({ kind: 'status', range: r }))],
  ['state', (value) => oneOf(STATES, value, (state) => ({ kind: 'state', state }))],
  ['url', readUrl],
  ['has', (value) => oneOf(FEATURES, value, (feature) => ({ kind: 'has', feature }))],
  ['messages', (value) => ranged(range(value, {}), value, (r) => ({ kind: 'messages', range: r }))],
  ['bytes', (value) => ranged(range(value, { k: 1e3, m: 1e6, g: 1e9 }), value, (r) => ({ kind: 'bytes', range: r }))],
  ['source', (value) => oneOf(SOURCES, value, (source) => ({ kind: 'source', source }))],
  ['frame', (value) => ({ kind: 'frame', text: value })],
  ['text', readText],
]);

/** Reads a query. Terms that are wrong are left out of it and told in `errors`. */
export function parse(query: string): Query {
  const terms: Term[] = [];
  const errors: QueryError[] = [];
  for (const token of tokenize(query)) {
    const { position, length, negated, text } = token;
    const fail = (code: QueryErrorCode, message: string): void => {
      errors.push({ code, message, value: text, position, length });
    };
    if (token.unclosed) fail('unclosed-quote', 'the quote is not closed');
    if (text === '') continue;
    const reading = readTerm(token);
    if ('wrong' in reading) fail(reading.wrong, reading.message);
    else terms.push({ ...reading, negated });
  }
  return { terms, errors };
}

function readTerm({ text, quotedFrom }: Token): Reading {
  if (quotedFrom > 0) {
    const colon = text.indexOf(':');
    const key = text.slice(0, Math.max(colon, 0)).toLowerCase();
    const read = KEYS.get(key);
    if (read && colon < quotedFrom) {
      const value = text.slice(colon + 1);
      if (value === '') return { wrong: 'missing-value', message: `${key}: needs a value` };
      const pattern = quotedFrom === text.length;
      return read(key === 'url' || key === 'text' ? value : value.toLowerCase(), pattern);
    }
    if (isPattern(text)) return readUrl(text, true);
  }
  return { kind: 'word', text: text.toLowerCase() };
}

function readUrl(value: string, pattern: boolean): Reading {
  if (!pattern || !isPattern(value)) return { kind: 'url', text: value.toLowerCase() };
  return compiled(value, (regex) => ({ kind: 'url-pattern', pattern: regex }));
}

/** A regular expression also for plain words: it searches a payload without making a lower-case copy of it. */
function readText(value: string, pattern: boolean): Reading {
  if (pattern && isPattern(value)) return compiled(value, (regex) => ({ kind: 'text', pattern: regex }));
  return { kind: 'text', pattern: new RegExp(value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'i') };
}

const isPattern = (text: string): boolean => text.length > 2 && text.startsWith('/') && text.endsWith('/');

function compiled(text: string, make: (regex: RegExp) => Condition): Reading {
  try {
    return make(new RegExp(text.slice(1, -1), 'i'));
  } catch (thrown) {
    return { wrong: 'invalid-regex', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function oneOf<T extends string>(known: readonly T[], value: string, make: (value: T) => Condition): Reading {
  const found = known.find((one) => one === value);
  return found === undefined ? { wrong: 'unknown-value', message: `one of ${known.join(', ')}` } : make(found);
}

function ranged(found: Range | null, value: string, make: (found: Range) => Condition): Reading {
  return found ? make(found) : { wrong: 'invalid-number', message: `"${value}" is no number or comparison` };
}

/** `5xx` */
function statusRange(value: string): Range | null {
  if (!/^[1-9]xx$/.test(value)) return null;
  const low = Number(value[0]) * 100;
  return { low, high: low + 99 };
}

/** `>=400`, `1.5k`. All that is compared is whole, so the numbers above a bound begin with the next whole one. */
function range(value: string, units: Readonly<Record<string, number>>): Range | null {
  const found = /^(>=|<=|>|<|=)?(\d+(?:\.\d+)?)([kmg])?$/.exec(value);
  if (!found) return null;
  const [, sign = '=', digits, unit] = found;
  const factor = unit === undefined ? 1 : units[unit];
  if (factor === undefined) return null;
  const bound = Number(digits) * factor;
  switch (sign) {
    case '>':
      return { low: Math.floor(bound) + 1, high: Number.POSITIVE_INFINITY };
    case '>=':
      return { low: bound, high: Number.POSITIVE_INFINITY };
    case '<':
      return { low: 0, high: Math.ceil(bound) - 1 };
    case '<=':
      return { low: 0, high: bound };
    default:
      return { low: bound, high: bound };
  }
}
