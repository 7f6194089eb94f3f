// `npm test`: every check and every test, one after the other, with one line at the end that says how it went.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BROWSERS } from './browsers/driver.ts';
import { findBrowser } from './browsers/find.ts';
import { CHECKS, type Outcome, runTool } from './checks.ts';
import { failuresOf, type Tally, tallyOf } from './tally.ts';

const { values: asked } = parseArgs({ options: { static: { type: 'boolean', default: false } } });

const total: Tally = { passed: 0, failed: 0 };
const failures: string[] = [];
const failedTests: string[] = [];

interface Result extends Tally {
  /** What is still to be printed. */
  said?: string;
}

/** Runs one step, says how long it took, and adds it up. `beside`: others run meanwhile, so its lines are kept together. */
async function step(name: string, run: () => Promise<Result>, beside = false): Promise<Tally> {
  if (!beside) console.log(`\n── ${name}`);
  const start = performance.now();
  const result = await run().catch((error: Error) => ({ passed: 0, failed: 1, said: error.message }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (beside) console.log(`\n── ${name}`);
  if (result.said) console.log(result.said.trimEnd());
  console.log(`── ${name}: ${result.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  total.passed += result.passed;
  total.failed += result.failed;
  if (result.failed > 0) failures.push(name);
  return result;
}

async function one(outcome: Promise<Outcome>): Promise<Result> {
  const { passed, said } = await outcome;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, said };
}

const notRun = (why: string) => async (): Promise<Result> => ({ passed: 0, failed: 1, said: `not run: ${why}` });

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

async function browsersAreThere(): Promise<Outcome> {
  return { passed: true, said: BROWSERS.map((name) => `${name}: ${findBrowser(name)}`).join('\n') };
}

let built = true;
for (const row of CHECKS) {
  await Promise.all(
    row.map(async ({ name, needsBuild, builds, run }) => {
      const { failed } = await step(name, needsBuild && !built ? notRun('the build failed') : () => one(run()), true);
      if (builds && failed > 0) built = false;
    }),
  );
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
