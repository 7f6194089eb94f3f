// Why something could not be played, in the panel's language.
import type { Language } from '../../i18n/language.ts';
import type { ReplayError } from '../../replay/errors.ts';

const KNOWN = [
  'invalid-options',
  'invalid-url',
  'unplayable',
  'too-large',
  'no-page',
  'not-recording',
  'page-gone',
] as const;

export function problemOf(t: Language['t'], { code, message }: ReplayError): string {
  const known = KNOWN.find((each) => each === code);
  // The message names the exchange, or the number that cannot be.
  return `${t(known ? `play.problem.${known}` : 'play.problem.other')} (${message})`;
}
