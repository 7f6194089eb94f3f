// A notice in the language of the panel.
import type { Language } from '../../i18n/language.ts';
import { type Notice, sayableCode } from '../../store/notice.ts';

/** Its text as it is where it comes from a log with codes that are not known here. */
export function wordsOf(notice: Notice, { t, format }: Pick<Language, 't' | 'format'>): string {
  if (notice.kind === 'blind') return t(`blind.${notice.spot}`);
  const code = sayableCode(notice);
  if (!code) return notice.text;
  const say = t as (key: string, ...values: string[]) => string;
  const values = notice.values ?? [];
  return say(`notice.${code}`, ...values.map((value) => (typeof value === 'number' ? format.number(value) : value)));
}
