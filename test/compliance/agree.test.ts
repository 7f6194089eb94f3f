// The page cannot tell: every observation is the same with the extension as without it, and is what the specification
// asks for where that leaves no choice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSERS, type BrowserName } from '../browsers/driver.ts';
import { startServers } from '../servers/servers.ts';
import type { Case, Group } from './case.ts';
import { FRAMES, KNOWN } from './known.ts';
import { type Configuration, casesFor, keyOf, type Observations, observe, WATCHES } from './observe.ts';
import { type Observation, TIMED_OUT } from './page.ts';
import { GROUPS } from './suite.ts';

const observed = new Map<BrowserName, Map<Configuration, Observations>>();

const seen = (browser: BrowserName, configuration: Configuration, key: string): Observation => {
  const found = observed.get(browser)?.get(configuration)?.get(key);
  if (!found) throw new Error(`${browser} (${configuration}) gave no observation`);
  return found;
};

beforeAll(async () => {
  const servers = await startServers();
  try {
    await Promise.all(BROWSERS.map(async (browser) => observed.set(browser, await observe(browser, servers, GROUPS))));
  } finally {
    await servers.close();
  }
}, 240_000);

/** Where it fails without us too it is the assertion that is wrong, and that is said first. */
function assertionOf(group: Group, one: Case, browser: BrowserName): void {
  it(`${one.name} (${one.spec})`, () => {
    const key = keyOf(group, one);
    const without = seen(browser, 'without', key);
    expect(without.value).not.toBe(TIMED_OUT);
    if (one.expected !== undefined && one.deviates !== browser)
      expect(without.value, 'the platform alone').toEqual(one.expected);
    const alone = { value: without.value, notes: without.notes };
    const told = WATCHES.map((watch) => {
      const { value, notes } = seen(browser, watch, key);
      return { watch, value, notes };
    });
    // A known one that no longer differs must leave the list.
    if (KNOWN[browser].some((name) => one.name.includes(name)))
      expect(told).not.toEqual(WATCHES.map((watch) => ({ watch, ...alone })));
    else for (const { watch, ...withUs } of told) expect(withUs, `with us, ${watch}`).toEqual(alone);
  });
}

describe.each(BROWSERS)('in %s', (browser) => {
  for (const group of GROUPS) {
    const cases = casesFor(group, browser);
    if (cases.length === 0) continue;
    describe(`${group.api}, ${group.title}`, () => {
      for (const one of cases) assertionOf(group, one, browser);
      it('no stack trace of an error tells of an extension, but for the known ones', () => {
        const shows = (one: Case) => WATCHES.some((watch) => seen(browser, watch, keyOf(group, one)).frames.length > 0);
        const known = FRAMES[browser];
        expect(cases.filter(shows).map(({ name }) => name)).toEqual(
          cases.map(({ name }) => name).filter((name) => known.includes(name)),
        );
      });
    });
  }
});

it('each assertion has a name of its own and cites a section', () => {
  const all = GROUPS.flatMap((group) => group.cases.map((one) => keyOf(group, one)));
  expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
  const specs = GROUPS.flatMap((group) => group.cases.map(({ spec }) => spec));
  expect(specs.filter((spec) => !/^https:\/\/[^#]+#[^#]+$/.test(spec))).toEqual([]);
});

afterAll(() => {
  const counts = new Map<string, number>();
  for (const { api, cases } of GROUPS) counts.set(api, (counts.get(api) ?? 0) + cases.length);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(`${[...counts].map(([api, count]) => `${api} ${count}`).join(', ')}: ${total} assertions`);
});
