// What differs between two logs: which exchanges, which messages, and when.
import type { Exchange } from '../store/exchange.ts';
import type { MessageLog } from '../store/message-log.ts';

export interface CompareOptions {
  /** Names of JSON members that do not count, at any depth: time stamps, request ids. */
  ignore?: readonly string[];
}

/** One step of the way from A's messages to B's. Positions are those in each exchange. */
export type MessageChange =
  | { kind: 'only-a'; a: number }
  | { kind: 'only-b'; b: number }
  /** In the same place, but not the same. */
  | { kind: 'changed'; a: number; b: number };

export interface Timing {
  /** ms; null where one of them does not have it. B less A. */
  duration: number | null;
  firstMessage: number | null;
}

export interface ExchangePair {
  a: Exchange;
  b: Exchange;
  /** Empty where all messages are the same. */
  changes: MessageChange[];
  same: number;
  /** The messages were too many to be aligned: they were compared by position behind the common beginning. */
  byPosition: boolean;
  /** Names of facts that differ: `status`, `closed`, `error`, `headers`. */
  facts: string[];
  timing: Timing;
}

export interface Comparison {
  onlyA: Exchange[];
  onlyB: Exchange[];
  pairs: ExchangePair[];
}

/** Largest table (rows times columns) of an alignment. */
const MOST_CELLS = 4_000_000;

const keyOf = ({ api, method, url }: Exchange): string => JSON.stringify([api, method, url]);

/** Pairs exchanges of the same API, method and URL in order of start, then compares each pair. */
export function compareLogs(a: readonly Exchange[], b: readonly Exchange[], options: CompareOptions = {}): Comparison {
  const steps = comparing(a, b, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in steps, one for each pair. */
export function* comparing(
  a: readonly Exchange[],
  b: readonly Exchange[],
  options: CompareOptions = {},
): Generator<void, Comparison> {
  const waiting = new Map<string, Exchange[]>();
  for (const exchange of b.toReversed()) {
    const same = waiting.get(keyOf(exchange));
    if (same) same.push(exchange);
    else waiting.set(keyOf(exchange), [exchange]);
  }
  const result: Comparison = { onlyA: [], onlyB: [], pairs: [] };
  for (const exchange of a) {
    const other = waiting.get(keyOf(exchange))?.pop();
    if (other) {
      result.pairs.push(comparePair(exchange, other, options));
      yield;
    } else result.onlyA.push(exchange);
  }
  const left = new Set([...waiting.values()].flat());
  result.onlyB = b.filter((exchange) => left.has(exchange));
  return result;
}

function comparePair(a: Exchange, b: Exchange, options: CompareOptions): ExchangePair {
  const [left, right] = [printsOf(a.messages, options), printsOf(b.messages, options)];
  return { a, b, ...align(left, right), facts: factsOf(a, b), timing: timingOf(a, b) };
}

const FACTS: [name: string, fact: (exchange: Exchange) => unknown][] = [
  ['status', ({ status }) => status],
  ['readyState', ({ readyState }) => readyState],
  ['protocol', ({ protocol, extensions }) => [protocol, extensions]],
  ['closed', ({ closed }) => closed],
  ['error', ({ error }) => error && [error.kind, error.name]],
  ['lost', ({ lost }) => lost],
  ['request headers', ({ request }) => request.headers],
  ['response headers', ({ response }) => response?.headers.filter(([name]) => name.toLowerCase() !== 'date')],
];

const factsOf = (a: Exchange, b: Exchange): string[] =>
  FACTS.filter(([, fact]) => JSON.stringify(fact(a)) !== JSON.stringify(fact(b))).map(([name]) => name);

const less = (b: number | null, a: number | null): number | null => (a === null || b === null ? null : b - a);

function timingOf(a: Exchange, b: Exchange): Timing {
  const duration = ({ started, ended }: Exchange): number | null => (ended === null ? null : ended - started);
  return { duration: less(duration(b), duration(a)), firstMessage: less(firstOf(b), firstOf(a)) };
}

function firstOf({ messages, started }: Exchange): number | null {
  for (let i = 0; i < messages.length; i++) if (!messages.isSent(i)) return messages.time(i) - started;
  return null;
}

/** Each message as a text that is equal for messages that count as the same. */
function printsOf(log: MessageLog, { ignore = [] }: CompareOptions): string[] {
  const ignored = new Set(ignore);
  return Array.from({ length: log.length }, (_, i) => {
    const data = log.data(i);
    const event = log.event(i);
    const head = `${log.isSent(i) ? '>' : '<'}${event ? JSON.stringify([event.name, event.comment]) : ''}`;
    if (data === null) return `${head}-${log.size(i)}`;
    if (typeof data !== 'string') return `${head}b${data.join()}`;
    return `${head}t${normalized(data, ignored)}`;
  });
}

/** JSON without the members that do not count and without a say in their order; any other text as it is. */
function normalized(text: string, ignored: Set<string>): string {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return text;
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      const members = Object.entries(value).filter(([name]) => !ignored.has(name));
      return Object.fromEntries(members.sort(([x], [y]) => (x < y ? -1 : 1)));
    });
  } catch {
    return text;
  }
}

type Alignment = Pick<ExchangePair, 'changes' | 'same' | 'byPosition'>;

function align(a: string[], b: string[]): Alignment {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [rows, columns] = [a.length - end - start, b.length - end - start];
  const byPosition = rows * columns > MOST_CELLS;
  const steps = byPosition ? positions(rows, columns) : longestCommon(a, b, start, rows, columns);
  const changes: MessageChange[] = [];
  let same = start + end;
  for (const [i, j] of steps) {
    if (i === null) changes.push({ kind: 'only-b', b: start + (j as number) });
    else if (j === null) changes.push({ kind: 'only-a', a: start + i });
    else if (a[start + i] === b[start + j]) same++;
    else changes.push({ kind: 'changed', a: start + i, b: start + j });
  }
  return { changes: byPosition ? changes : joinChanges(changes), same, byPosition };
}

type Step = [i: number | null, j: number | null];

function* positions(rows: number, columns: number): Generator<Step> {
  for (let n = 0; n < Math.max(rows, columns); n++) yield [n < rows ? n : null, n < columns ? n : null];
}

/** The way through the table of longest common subsequences. */
function longestCommon(a: string[], b: string[], start: number, rows: number, columns: number): Step[] {
  const width = columns + 1;
  const table = new Uint32Array((rows + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] as number;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const same = a[start + i] === b[start + j];
      table[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[start + i] === b[start + j]) steps.push([i++, j++]);
    else if (j === columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) steps.push([i++, null]);
    else steps.push([null, j++]);
  }
  return steps;
}

/** Messages that are missing and others that stand in their place are changes of the one into the other. */
function joinChanges(changes: MessageChange[]): MessageChange[] {
  const joined: MessageChange[] = [];
  for (let at = 0; at < changes.length; ) {
    const run = runFrom(changes, at);
    const onlyA = run.filter((change) => change.kind === 'only-a');
    const onlyB = run.filter((change) => change.kind === 'only-b');
    const both = Math.min(onlyA.length, onlyB.length);
    for (let n = 0; n < both; n++) joined.push({ kind: 'changed', a: onlyA[n]?.a as number, b: onlyB[n]?.b as number });
    joined.push(...onlyA.slice(both), ...onlyB.slice(both));
    at += run.length;
  }
  return joined;
}

/** Changes without an unchanged message between them. */
function runFrom(changes: MessageChange[], from: number): MessageChange[] {
  const run: MessageChange[] = [];
  let [a, b] = [-1, -1];
  for (const change of changes.slice(from)) {
    const gapA = 'a' in change && a >= 0 && change.a !== a + 1;
    const gapB = 'b' in change && b >= 0 && change.b !== b + 1;
    if (gapA || gapB) break;
    if ('a' in change) a = change.a;
    if ('b' in change) b = change.b;
    run.push(change);
  }
  return run;
}
