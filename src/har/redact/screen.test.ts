// What the screen shows of secrets: dots of one length, for what an export would replace.
import { describe, expect, it } from 'vitest';
import { Redactor } from './redactor.ts';
import { defaultRules } from './rules.ts';
import { DOTS, ScreenMask, screenRules } from './screen.ts';

const KEY = 'sk_live_51HhPlantedSecretOfTheTest0042';

describe('ScreenMask', () => {
  it('hides secrets of URLs, headers, cookies and subprotocols', () => {
    const mask = new ScreenMask(defaultRules());
    expect(mask.text(`wss://me:hunter2hunter@api.example/ws?token=${KEY}&page=2`)).toBe(
      `wss://me:${DOTS}@api.example/ws?token=${DOTS}&page=2`,
    );
    expect(mask.header('Authorization', `Bearer ${KEY}`)).toBe(`Bearer ${DOTS}`);
    expect(mask.header('Cookie', 'sid=abcdef123456; theme=dark1234')).toBe(`sid=${DOTS}; theme=${DOTS}`);
    expect(mask.header('Set-Cookie', 'sid=abcdef123456; Path=/; HttpOnly')).toBe(`sid=${DOTS}; Path=/; HttpOnly`);
    expect(mask.cookie('sid', 'abcdef123456')).toBe(DOTS);
    expect(mask.subprotocols(['bearer', KEY])).toEqual(['bearer', DOTS]);
  });

  it('leaves alone what is none, and what was redacted before', () => {
    const mask = new ScreenMask(defaultRules());
    for (const text of ['https://api.example/items/42?page=2', 'GET', '200 OK', '?token=[redacted:token-1]'])
      expect(mask.text(text)).toBe(text);
    expect(mask.header('Content-Type', 'application/json')).toBe('application/json');
  });

  it('hides a secret that another value of the exchange gave away', () => {
    const mask = new ScreenMask(defaultRules());
    const url = 'https://api.example/of/Zx81-plain-word-42';
    expect(mask.text(url)).toBe(url);
    mask.header('X-Api-Key', 'Zx81-plain-word-42');
    expect(mask.text(url)).toBe(`https://api.example/of/${DOTS}`);
  });

  it('hides exactly what an export replaces, also by rules of a person', () => {
    const rules = { ...defaultRules(), extraHeaders: ['X-Mine'], extraKeys: ['mine'] };
    const headers = [
      { name: 'X-Mine', value: 'whatever-it-is' },
      { name: 'Accept', value: '*/*' },
      { name: 'X-Request-Id', value: '7' },
    ];
    const url = `https://api.example/?mine=hidden-value&q=${KEY}`;
    const redactor = new Redactor(rules);
    redactor.learn({ request: { url, headers } });
    const { request } = redactor.apply({ request: { url, headers } });
    const mask = new ScreenMask(rules);
    const shown = {
      url: mask.text(url),
      headers: headers.map(({ name, value }) => ({ name, value: mask.header(name, value) })),
    };
    expect(JSON.stringify(shown)).toBe(JSON.stringify(request).replace(/\[redacted:[\w-]+\]/g, DOTS));
    expect(JSON.stringify(shown)).toContain(DOTS);
  });

  it('shows the beginning of what is very long, and cuts no secret in two', () => {
    const mask = new ScreenMask(defaultRules());
    const long = `https://api.example/?${'a=1&'.repeat(4990)}token=${KEY}&b=2&${'c=3&'.repeat(1_000_000)}`;
    const shown = mask.text(long);
    expect(shown.length).toBeLessThan(20_100);
    expect(shown).not.toContain('sk_live');
    expect(mask.text(`data:text/plain,${'x'.repeat(5_000_000)}`).length).toBeLessThan(20_000);
  });

  it('does without a pattern that cannot be used, and with the usual rules for those of a newer version', () => {
    const mask = new ScreenMask({ ...defaultRules(), extraPatterns: [{ type: 'regexp', value: '(a+)+$' }] });
    expect(mask.text(`?token=${KEY}`)).toBe(`?token=${DOTS}`);
    expect(screenRules({ version: 99 })).toEqual(defaultRules());
    expect(screenRules({ keep: ['token-1'] }).keep).toEqual([]);
  });
});
