// Runs the whole suite in one browser: without the extension, with it and its panel closed, with it and recording.
import type { BrowserName, Driver } from '../browsers/driver.ts';
import { extensionOf } from '../browsers/extension.ts';
import { launch } from '../browsers/launch.ts';
import type { Servers } from '../servers/servers.ts';
import type { Case, Group } from './case.ts';
import { type Observation, PATIENCE, runCases, TIMED_OUT } from './page.ts';

/** How the page is watched. */
export const WATCHES = ['closed', 'recording'] as const;
export type Configuration = 'without' | (typeof WATCHES)[number];

/** By API and name of the case. */
export type Observations = Map<string, Observation>;

export const keyOf = (group: Group, each: Case): string => `${group.api}: ${each.name}`;

/** The cases of a group that this browser can run. */
export const casesFor = (group: Group, browser: BrowserName): Case[] =>
  group.cases.filter(({ only }) => only === undefined || only === browser);

const ABREAST = 4;

/** A method as it stands in an object literal, under the one name the page knows. */
const sourceOf = ({ run }: Case): string => {
  const source = run.toString();
  return /^(async )?run\s*\(/.test(source) ? source : `run: ${source}`;
};

async function runGroups(driver: Driver, servers: Servers, groups: readonly Group[]): Promise<Observations> {
  const found: Observations = new Map();
  const { origin, otherOrigin, wsOrigin } = servers;
  for (const group of groups) {
    const cases = casesFor(group, driver.name);
    if (cases.length === 0) continue;
    await driver.go(servers.blank());
    // As a script of the page itself, with the stack and the realm that such a script has.
    await driver.page((text) => {
      const script = document.createElement('script');
      script.text = text;
      document.head.append(script);
    }, `globalThis.runCases = (() => { const __name = (f) => f; return ${runCases} })();`);
    const results = await driver.page(
      (list, origins, abreast, patience, timedOut) =>
        (globalThis as never as { runCases: typeof runCases }).runCases(list, origins, abreast, patience, timedOut),
      cases.map((each) => ({ name: each.name, source: sourceOf(each), given: each.given ?? null })),
      { origin, otherOrigin, wsOrigin },
      group.serial ? 1 : ABREAST,
      PATIENCE,
      TIMED_OUT,
    );
    for (const each of cases) {
      const observation = results[each.name];
      if (observation) found.set(keyOf(group, each), observation);
    }
  }
  return found;
}

/** All observations of one browser, by configuration. */
export async function observe(
  browser: BrowserName,
  servers: Servers,
  groups: readonly Group[],
  asked: readonly Configuration[] = ['without', ...WATCHES],
): Promise<Map<Configuration, Observations>> {
  const found = new Map<Configuration, Observations>();
  if (asked.includes('without')) {
    const driver = await launch(browser, { url: servers.blank() });
    try {
      found.set('without', await runGroups(driver, servers, groups));
    } finally {
      await driver.close();
    }
  }
  if (WATCHES.some((each) => asked.includes(each))) {
    const driver = await launch(browser, { url: servers.blank(), extension: extensionOf(browser) });
    try {
      if (asked.includes('closed')) found.set('closed', await runGroups(driver, servers, groups));
      if (asked.includes('recording')) {
        await driver.openPanel();
        found.set('recording', await runGroups(driver, servers, groups));
      }
    } finally {
      await driver.close();
    }
  }
  return found;
}
