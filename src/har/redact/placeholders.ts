// What stands for a secret in a log that was redacted before: nothing may cut it in two, or find a secret in it.

const LEAD = '[redacted:';
/** Longer ones are cut nowhere: kind, number, and some asterisks. */
const LONGEST = 64;

/** The source of a pattern for one. Binary messages have them cut to a length, or filled up with asterisks. */
export const PLACEHOLDER = String.raw`\[redacted:[a-z-]*\d*\]?\**`;

/** The same for a whole one only: there is one way to match it, so a pattern around it that fails does so in linear time. */
export const WHOLE_PLACEHOLDER = String.raw`\[redacted:[a-z-]+\d+\]`;

const ALL = new RegExp(PLACEHOLDER, 'g');
const ONE = new RegExp(PLACEHOLDER, 'y');

/** Whether one begins at `at`, of which binary data may have the first characters only. */
export function isPlaceholderAt(text: string, at: number): boolean {
  let same = 0;
  while (same < LEAD.length && text[at + same] === LEAD[same]) same++;
  return same === LEAD.length || (same > 1 && !/\w/.test(text[at + same] ?? ''));
}

/**
 * What of a value was not replaced before: empty where all of it was. Marks alone are nothing either, since where a bare
 * value ends is a guess.
 */
export function unredacted(value: string): string {
  if (!value.includes('[r')) return value;
  if (value.length > 1 && LEAD.startsWith(value)) return '';
  const rest = value.replace(ALL, '');
  return rest !== value && !/[\p{L}\p{N}]/u.test(rest) ? '' : rest;
}

/** Whether `start..end` begins or ends within one. */
export const cutsPlaceholder = (text: string, start: number, end: number): boolean =>
  isWithin(text, start) || isWithin(text, end);

function isWithin(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LONGEST), at);
  const open = before.lastIndexOf('[');
  if (open < 0) return false;
  ONE.lastIndex = at - before.length + open;
  return ONE.test(text) && ONE.lastIndex > at;
}
