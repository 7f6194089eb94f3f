// How an exchange ended, in a sentence.
import { describe, expect, it } from 'vitest';
import { languageFor } from '../../i18n/language.ts';
import { closeText, errorText } from './end-text.ts';

const { t } = languageFor(['en']);

describe('the end of an exchange', () => {
  it('says what a close code means, and the reason given', () => {
    expect(closeText(t, { code: 1011, reason: 'db down', wasClean: true })).toMatch(
      /^1011 · .*server.* · “db down” · clean$/,
    );
  });

  it('says that no close frame was seen', () => {
    expect(closeText(t, { code: 1006, reason: '', wasClean: false })).toMatch(/no close frame.*not clean$/);
  });

  it('gives the kind of an error and what the browser said', () => {
    expect(errorText(t, { kind: 'network', name: 'TypeError', message: 'Failed to fetch' })).toBe(
      'Network error · TypeError: Failed to fetch',
    );
    expect(errorText(t, { kind: 'timeout', name: '', message: '' })).toBe('Timed out');
  });
});
