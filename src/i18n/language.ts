// Which language the panel speaks: its strings by typed key, and its ways to write numbers, sizes and times.
import { flatten, resolveTemplate, type Translator, translator } from '@solid-primitives/i18n';
import { type Dictionary, en } from './en.ts';
import { type Format, formatFor } from './format.ts';
import { zhCn } from './zh-cn.ts';

const flat = (dictionary: Dictionary) => flatten(dictionary);

/** `t('toolbar.record')`, `t('status.notices', 3)`: keys and arguments are checked by the compiler. */
type Translate = Translator<ReturnType<typeof flat>>;

export interface Language {
  /** BCP 47 tag, for `lang` attributes. */
  tag: string;
  t: Translate;
  format: Format;
}

/** By BCP 47 tag. */
export const dictionaries = { en, 'zh-CN': zhCn } satisfies Record<string, Dictionary>;

type Tag = keyof typeof dictionaries;

/** Which of ours a person who wants `tag` can read: Chinese is two scripts, and only one of them is ours. */
function spokenFor(tag: string): Tag | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    if (language === 'zh') return script === 'Hans' ? 'zh-CN' : undefined;
    return language === 'en' ? 'en' : undefined;
  } catch {
    // No tag at all.
    return undefined;
  }
}

/** The first of `wanted` (BCP 47 tags) that we speak, else English. Numbers follow the language of the words. */
export function languageFor(wanted: readonly string[]): Language {
  const tag = wanted.map(spokenFor).find((spoken) => spoken !== undefined) ?? 'en';
  const strings = flat(dictionaries[tag]);
  // A tag with a region says more about numbers: en-IN, zh-SG.
  const regional = wanted.find((each) => each.includes('-') && spokenFor(each) === tag) ?? tag;
  return { tag, t: translator(() => strings, resolveTemplate), format: formatFor(regional) };
}
