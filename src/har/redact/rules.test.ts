import { describe, expect, it } from 'vitest';
import { PatternError } from './custom.ts';
import { Redactor, redactEntries } from './redactor.ts';
import { defaultRules, type ExtraPattern, NewerRulesError, readRules } from './rules.ts';

describe('rules', () => {
  it('survive being saved', () => {
    const rules = {
      ...defaultRules(),
      extraKeys: ['Kundennummer'],
      extraPatterns: [{ type: 'literal' as const, value: 'x.y' }],
    };
    rules.detectors.emails = true;
    expect(readRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
  });

  it('fall back part by part where what was saved is broken', () => {
    expect(readRules(null)).toEqual(defaultRules());
    expect(
      readRules({
        version: 1,
        detectors: { cookies: false, names: 'yes', alien: true },
        extraKeys: 7,
        keep: ['token-1'],
      }),
    ).toEqual({
      ...defaultRules(),
      detectors: { ...defaultRules().detectors, cookies: false },
      keep: ['token-1'],
    });
  });

  it('of a newer version are refused', () => {
    expect(() => readRules({ version: 2 })).toThrow(NewerRulesError);
  });

  it('switch detectors on and off', () => {
    const text =
      'joe@shop.example 4111 1111 1111 1111 GB82 WEST 1234 5698 7654 32 +44 20 7946 0958 203.0.113.9 {"password":"hunter22"}';
    const clean = (change: Partial<ReturnType<typeof defaultRules>['detectors']>): string => {
      const rules = defaultRules();
      Object.assign(rules.detectors, change);
      return new Redactor(rules).applyText(text, 'test');
    };
    expect(clean({})).toBe(
      'joe@shop.example [redacted:card-1] [redacted:iban-1] +44 20 7946 0958 203.0.113.9 {"password":"[redacted:password-1]"}',
    );
    expect(clean({ cards: false, ibans: false, names: false })).toBe(text);
    expect(clean({ emails: true, phones: true, addresses: true, names: false })).toBe(
      '[redacted:email-1] [redacted:card-1] [redacted:iban-1] [redacted:phone-1] [redacted:ip-1] {"password":"hunter22"}',
    );
  });

  it('name further headers and keys, whatever their case and separators', () => {
    const rules = { ...defaultRules(), extraHeaders: ['X-Tenant'], extraKeys: ['customer-number'] };
    const entry = {
      request: { headers: [{ name: 'x-tenant', value: 'northwind' }] },
      response: { content: { text: '{"customerNumber":"AB-778812","tenant":"x"}' } },
    };
    expect(redactEntries([entry], rules)).toEqual([
      {
        request: { headers: [{ name: 'x-tenant', value: '[redacted:custom-1]' }] },
        response: { content: { text: '{"customerNumber":"[redacted:custom-2]","tenant":"x"}' } },
      },
    ]);
  });
});

describe('patterns of one’s own', () => {
  const clean = (text: string, ...extraPatterns: ExtraPattern[]): string =>
    new Redactor({ ...defaultRules(), extraPatterns }).applyText(text, 'test');

  it('are literals or regular expressions', () => {
    expect(
      clean(
        'a.b project-Falcon axb EMP-12345',
        { type: 'literal', value: 'a.b' },
        { type: 'regexp', value: 'EMP-\\d+' },
        { type: 'regexp', value: '[Pp]roject-\\w+' },
      ),
    ).toBe('[redacted:custom-1] [redacted:custom-3] axb [redacted:custom-2]');
  });

  it('match once, wherever a long text is cut for them', () => {
    const text = `${'x'.repeat(3580)} EMP-12345 ${'y'.repeat(9000)} EMP-99999`;
    expect(clean(text, { type: 'regexp', value: 'EMP-\\d+' }).match(/\[redacted:custom-\d\]/g)).toHaveLength(2);
  });

  it.each(['(a+)+$', '(a|b)*c', '(?:\\w+\\s?)*x', '(.*)\\1', '(?=a)b', 'a*b*c*d*e*f', '((ab{2,})c)*', '(', 'x*'])(
    'that could take for ever, or match everything, or are wrong, are refused: %s',
    (value) => {
      expect(() => clean('', { type: 'regexp', value })).toThrow(PatternError);
    },
  );

  it.each(['EMP-\\d{4,8}', '[A-Z]{2}\\d+', '(?:foo|bar)-\\d+', '\\bid:\\s*(\\w+)'])('of use are taken: %s', (value) => {
    expect(() => clean('', { type: 'regexp', value })).not.toThrow();
  });

  it('are stopped when they take too long after all', () => {
    let clock = 0;
    const rules = { ...defaultRules(), extraPatterns: [{ type: 'regexp' as const, value: 'EMP-\\d+' }] };
    let slow = 0;
    const redactor = new Redactor(rules, () => {
      clock += slow;
      return clock;
    });
    slow = 1000;
    expect(() => redactor.applyText('EMP-12345', 'test')).toThrow(/takes more than 250 ms/);
  });
});
