// Which of the messages sent by hand are remembered.
import type { Written } from './data.ts';

const MOST = 20;
/** Characters; longer ones would fill what the browser lets settings have. */
const LONGEST = 20_000;

/** With this one first; each once. */
export function remembered(before: readonly Written[], sent: Written): Written[] {
  if (sent.text === '' || sent.text.length > LONGEST) return [...before];
  const others = before.filter(({ kind, text }) => kind !== sent.kind || text !== sent.text);
  return [sent, ...others].slice(0, MOST);
}
