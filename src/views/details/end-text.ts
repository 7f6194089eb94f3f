// How an exchange ended, in a sentence.
import type { Language } from '../../i18n/language.ts';
import type { CloseRecord, ErrorRecord } from '../../store/exchange.ts';
import { closeMeaning } from '../close-code.ts';

/** `1006 · Abnormal: … · “reason” · not clean` */
export function closeText(t: Language['t'], { code, reason, wasClean }: CloseRecord): string {
  const parts = [`${code}`, t(`close.${closeMeaning(code)}`)];
  if (reason !== '') parts.push(`“${reason}”`);
  parts.push(t(wasClean ? 'states.clean' : 'states.unclean'));
  return parts.join(' · ');
}

/** `Network error · TypeError: Failed to fetch` */
export function errorText(t: Language['t'], { kind, name, message }: ErrorRecord): string {
  const what = [name, message].filter((part) => part !== '').join(': ');
  return [t(`failure.${kind}`), what].filter((part) => part !== '').join(' · ');
}
