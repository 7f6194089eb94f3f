// Notices are said in the language of the panel, and as they stand in the log where that is all there is.
import { describe, expect, it } from 'vitest';
import { languageFor } from '../../i18n/language.ts';
import { NOTICE_TEXTS, type NoticeCode, noticeOf } from '../../store/notice.ts';
import { wordsOf } from './notice-words.ts';

const NOW = 1_700_000_000_000;
const chinese = languageFor(['zh-CN']);

describe('a notice', () => {
  it('is said in the language of the panel, with numbers as that language writes them', () => {
    const notice = noticeOf('room', NOW, [12_345, 'https://a.test/'], 12_345);
    expect(notice.text).toBe('12345 facts of https://a.test/ were let go for want of room.');
    expect(wordsOf(notice, chinese)).toBe('https://a.test/ 的 12,345 条事实因空间不足被舍弃。');
    expect(wordsOf(notice, languageFor(['de-DE']))).toContain('12,345 facts of https://a.test/');
  });

  it.each(Object.keys(NOTICE_TEXTS) as NoticeCode[])('%s has words of its own in each language', (code) => {
    const notice = noticeOf(code, NOW, ['first', 'second'].slice(0, NOTICE_TEXTS[code].length));
    expect(wordsOf(notice, languageFor(['en']))).toBe(notice.text);
    expect(wordsOf(notice, chinese)).toMatch(/\p{Script=Han}/u);
  });

  it.each([
    ['of a code that is not known here', { code: 'toString', values: [] }],
    ['without all of its values', { code: 'room', values: [1] }],
    ['without a code', {}],
  ])('%s is said as it stands', (_, more) => {
    expect(wordsOf({ kind: 'gap', time: NOW, count: 1, text: 'as it stands', ...more }, chinese)).toBe('as it stands');
  });

  it('of a blind spot is said too', () => {
    const blind = { kind: 'blind', time: NOW, count: 1, spot: 'workers' } as const;
    expect(wordsOf(blind, chinese)).toBe(chinese.t('blind.workers'));
  });
});
