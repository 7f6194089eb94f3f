// The choice of language, the plural forms, and that every dictionary says all there is to say.
import { readdirSync, readFileSync } from 'node:fs';
import { flatten } from '@solid-primitives/i18n';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { dictionaries, languageFor } from './language.ts';

describe('languageFor', () => {
  it('falls back to English for languages it does not speak', () => {
    expect(languageFor(['xx-YY', 'xx']).t('toolbar.record')).toBe('Record');
    expect(languageFor([]).tag).toBe('en');
    expect(languageFor(['no tag at all']).tag).toBe('en');
  });

  it.each([['zh-CN'], ['zh'], ['zh-Hans-HK'], ['zh-SG']])('speaks Simplified Chinese to %s', (wanted) => {
    const { tag, t } = languageFor([wanted, 'en']);
    expect(tag).toBe('zh-CN');
    expect(t('toolbar.clear')).toBe('清除');
  });

  it.each([['zh-TW'], ['zh-HK'], ['zh-Hant']])('does not take %s for Simplified Chinese', (wanted) => {
    expect(languageFor([wanted, 'en']).tag).toBe('en');
  });

  it('takes the first language that it speaks', () => {
    expect(languageFor(['fr', 'zh-CN', 'en']).tag).toBe('zh-CN');
    expect(languageFor(['en-GB', 'zh-CN']).tag).toBe('en');
  });

  it('takes the region of the wanted language for numbers', () => {
    expect(languageFor(['en-IN']).format.number(10_000_000)).toBe('1,00,00,000');
  });

  it('uses plural forms', () => {
    const { t } = languageFor(['en-US']);
    expect(t('status.notices', 1)).toBe('1 notice');
    expect(t('status.notices', 2)).toBe('2 notices');
  });
});

type Entry = string | ((...values: string[]) => string);

const entriesOf = (dictionary: typeof en): [key: string, entry: Entry][] =>
  (Object.entries(flatten(dictionary)) as [string, unknown][]).filter(
    (pair): pair is [string, Entry] => typeof pair[1] === 'string' || typeof pair[1] === 'function',
  );
/** With values that are easily found again. */
const filled = (entry: Entry): string => (typeof entry === 'string' ? entry : entry('‹1›', '‹2›', '‹3›', '‹4›'));
/** Which values an entry says, by key. */
const placeholders = (dictionary: typeof en) =>
  Object.fromEntries(
    entriesOf(dictionary).map(([key, entry]) => [key, [...new Set(filled(entry).match(/‹\d›/g) ?? [])].sort().join()]),
  );

describe.each(Object.entries(dictionaries))('the dictionary %s', (_tag, dictionary) => {
  it('has the keys of the English one, in the same order', () => {
    expect(entriesOf(dictionary).map(([key]) => key)).toEqual(entriesOf(en).map(([key]) => key));
  });

  it('says every value that the English one says', () => {
    expect(placeholders(dictionary)).toEqual(placeholders(en));
  });

  it('leaves nothing empty', () => {
    expect(entriesOf(dictionary).filter(([, entry]) => filled(entry).trim() === '')).toEqual([]);
  });
});

describe('public/_locales', () => {
  const folder = new URL('../../public/_locales/', import.meta.url);
  const locales = readdirSync(folder);
  const messages = (locale: string) =>
    JSON.parse(readFileSync(new URL(`${locale}/messages.json`, folder), 'utf8')) as Record<string, { message: string }>;

  it('has the keys of the English one in every language', () => {
    expect(locales.length).toBe(Object.keys(dictionaries).length);
    for (const locale of locales) expect(Object.keys(messages(locale))).toEqual(Object.keys(messages('en')));
  });

  it('keeps the description within the 132 characters that Chrome shows', () => {
    for (const locale of locales) expect(messages(locale).description?.message.length).toBeLessThanOrEqual(132);
  });
});
