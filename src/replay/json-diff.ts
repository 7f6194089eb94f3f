// Compares JSON values, ignoring what differs each time (ids, times): by paths.

export type JsonPath = (string | number)[];

export interface JsonChange {
  /** As in `a.b[0]`; empty for the whole value. */
  path: string;
  kind: 'changed' | 'added' | 'removed';
  before?: unknown;
  after?: unknown;
}

/** One step of a pattern: a name, an index, `*` (any one step) or `**` (any number of steps). */
type Pattern = string[];

/**
 * `a.b`, `items[0].id`, `items[*].id`, `*.time`, `**.id`. A leading `$.` does not count.
 * @throws {SyntaxError} for an empty pattern
 */
export function parsePath(text: string): Pattern {
  const steps = text
    .replace(/^\$\.?/, '')
    .replace(/\[['"]?([^\]'"]*)['"]?\]/g, '.$1')
    .split('.')
    .filter((step) => step !== '');
  if (steps.length === 0) throw new SyntaxError(`${JSON.stringify(text)} is no path`);
  return steps;
}

function fits(pattern: Pattern, path: JsonPath, p = 0, i = 0): boolean {
  if (p === pattern.length) return i === path.length;
  if (pattern[p] === '**') {
    for (let from = i; from <= path.length; from++) if (fits(pattern, path, p + 1, from)) return true;
    return false;
  }
  if (i === path.length) return false;
  return (pattern[p] === '*' || pattern[p] === `${path[i]}`) && fits(pattern, path, p + 1, i + 1);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isIgnored = (ignore: readonly Pattern[], path: JsonPath): boolean => ignore.some((each) => fits(each, path));

const written = (path: JsonPath): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );

/** The value as one text in which order of members and what is ignored make no difference. */
export function canonical(value: unknown, ignore: readonly Pattern[], path: JsonPath = []): string {
  if (isIgnored(ignore, path)) return '*';
  if (Array.isArray(value)) return `[${value.map((item, i) => canonical(item, ignore, [...path, i])).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .filter((name) => !isIgnored(ignore, [...path, name]))
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name], ignore, [...path, name])}`);
  return `{${members.join()}}`;
}

/** What differs between two JSON values, outside of what is ignored. */
export function jsonDiff(
  before: unknown,
  after: unknown,
  ignore: readonly Pattern[],
  path: JsonPath = [],
): JsonChange[] {
  if (isIgnored(ignore, path)) return [];
  const bothLists = Array.isArray(before) && Array.isArray(after);
  if (!(isObject(before) && isObject(after)) || (Array.isArray(before) !== Array.isArray(after) && !bothLists))
    return Object.is(before, after) || before === after
      ? []
      : [{ path: written(path), kind: 'changed', before, after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name): JsonChange[] => {
    const at = [...path, bothLists ? Number(name) : name];
    if (!Object.hasOwn(after, name))
      return isIgnored(ignore, at) ? [] : [{ path: written(at), kind: 'removed', before: before[name as never] }];
    if (!Object.hasOwn(before, name))
      return isIgnored(ignore, at) ? [] : [{ path: written(at), kind: 'added', after: after[name as never] }];
    return jsonDiff(before[name as never], after[name as never], ignore, at);
  });
}

/** Whether `value` has all that `wanted` has, at any depth; a list must have as many items. */
export function includes(value: unknown, wanted: unknown): boolean {
  if (!isObject(wanted)) return Object.is(value, wanted) || value === wanted;
  if (!isObject(value) || Array.isArray(wanted) !== Array.isArray(value)) return false;
  if (Array.isArray(wanted) && wanted.length !== (value as unknown as unknown[]).length) return false;
  return Object.entries(wanted).every(([name, each]) => Object.hasOwn(value, name) && includes(value[name], each));
}
