// The choice of language and the plural forms of the dictionary.
import { describe, expect, it } from 'vitest';
import { languageFor } from './language.ts';

describe('languageFor', () => {
  it('falls back to English for languages it does not speak', () => {
    expect(languageFor(['xx-YY', 'xx']).t('toolbar.record')).toBe('Record');
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
