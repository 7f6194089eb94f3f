// Which language the panel speaks: its strings by typed key, and its ways to write numbers, sizes and times.
import { flatten, resolveTemplate, type Translator, translator } from '@solid-primitives/i18n';
import { type Dictionary, en } from './en.ts';
import { type Format, formatFor } from './format.ts';

const flat = (dictionary: Dictionary) => flatten(dictionary);

/** `t('toolbar.record')`, `t('status.notices', 3)`: keys and arguments are checked by the compiler. */
type Translate = Translator<ReturnType<typeof flat>>;

export interface Language {
  /** BCP 47 tag, for `lang` attributes. */
  tag: string;
  t: Translate;
  format: Format;
}

const dictionaries: Record<string, Dictionary> = { en };

/** The first of `wanted` (BCP 47 tags) that we speak, else English. Numbers follow the language of the words. */
export function languageFor(wanted: readonly string[]): Language {
  const spoken = wanted.map((tag) => tag.split('-')[0] ?? '').find((tag) => tag in dictionaries) ?? 'en';
  const strings = flat(dictionaries[spoken] ?? en);
  const regional = wanted.find((tag) => tag.startsWith(`${spoken}-`)) ?? spoken;
  return { tag: spoken, t: translator(() => strings, resolveTemplate), format: formatFor(regional) };
}
