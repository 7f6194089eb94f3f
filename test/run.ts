// `npm test`: every check and every test, one after the other, with one line at the end that says how it went.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BROWSERS } from './browsers/driver.ts';
import { findBrowser } from './browsers/find.ts';
import { CHECKS, runTool } from './checks.ts';
import { failuresOf, type Tally, tallyOf } from './tally.ts';

const { values: asked } = parseArgs({ options: { static: { type: 'boolean', default: false } } });

const total: Tally = { passed: 0, failed: 0 };
const failures: string[] = [];
const failedTests: string[] = [];

/** Runs one step, says how long it took, and adds it up. */
async function step(name: string, run: () => Promise<Tally>): Promise<Tally> {
  console.log(`\n── ${name}`);
  const start = performance.now();
  const tally = await run().catch((error: Error) => {
    console.error(error.message);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`── ${name}: ${tally.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  total.passed += tally.passed;
  total.failed += tally.failed;
  if (tally.failed > 0) failures.push(name);
  return tally;
}

const one = async (passed: Promise<boolean>): Promise<Tally> =>
  (await passed) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

const notRun = (why: string) => async (): Promise<Tally> => {
  console.error(`not run: ${why}`);
  return { passed: 0, failed: 1 };
};

/** One vitest project. `timeout` in ms: for a machine that does much else; alone it takes a third of that. */
async function vitest(project: string, timeout: number): Promise<Tally> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-test-'));
  const file = path.join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { code } = await runTool('vitest', ['run', '--project', project, ...reporters], { timeout });
    if (!fs.existsSync(file)) throw new Error(`vitest ended with ${code ?? 'its time up'} and wrote no report`);
    const report = JSON.parse(fs.readFileSync(file, 'utf8'));
    failedTests.push(...failuresOf(report));
    return tallyOf(report, code);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function browsersAreThere(): Promise<boolean> {
  for (const name of BROWSERS) console.log(`${name}: ${findBrowser(name)}`);
  return true;
}

let built = true;
for (const { name, needsBuild, builds, run } of CHECKS) {
  const { failed } = await step(name, needsBuild && !built ? notRun('the build failed') : () => one(run()));
  if (builds && failed > 0) built = false;
}
if (!asked.static) {
  await step('unit tests', () => vitest('unit', 180_000));
  const browsers = await step('browsers', () => one(browsersAreThere()));
  const missing = !built ? 'the build failed' : browsers.failed > 0 ? 'a browser is missing' : null;
  await step('compliance', missing ? notRun(missing) : () => vitest('compliance', 300_000));
  await step('end-to-end tests', missing ? notRun(missing) : () => vitest('e2e', 2_700_000));
}

for (const each of failedTests) console.log(`\n${each}`);
console.log(`\n${failures.length > 0 ? `Failed: ${failures.join(', ')}.` : 'All is well.'}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
