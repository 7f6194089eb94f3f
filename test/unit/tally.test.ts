// What `npm test` counts: nothing that did not pass is left out.
import { expect, it } from 'vitest';
import { lintComplaints } from '../checks.ts';
import { failuresOf, tallyOf, type VitestReport } from '../tally.ts';

const report = (...files: [status: string, ...tests: string[]][]): VitestReport => ({
  testResults: files.map(([status, ...tests], i) => ({
    name: `file ${i}`,
    status,
    assertionResults: tests.map((each, j) => ({ status: each, fullName: `test ${j}` })),
  })),
});

it('counts passed and failed tests', () => {
  expect(tallyOf(report(['failed', 'passed', 'failed'], ['passed', 'passed']), 1)).toEqual({ passed: 2, failed: 1 });
});

it('counts a skipped test as failed', () => {
  expect(tallyOf(report(['passed', 'passed', 'skipped', 'pending']), 0)).toEqual({ passed: 1, failed: 2 });
});

it('counts a file that does not load, or whose afterAll throws', () => {
  expect(tallyOf(report(['failed'], ['failed', 'passed']), 1)).toEqual({ passed: 1, failed: 2 });
});

it('tells what failed, and what failed before it passed', () => {
  const two = report(['failed', 'passed', 'passed', 'failed', 'skipped']);
  const [, second, third] = two.testResults[0]?.assertionResults ?? [];
  if (second) second.failureMessages = ['late', 'later'];
  if (third) third.failureMessages = ['Error: never'];
  expect(failuresOf(two)).toEqual([
    'passed when tried again: file 0 > test 1\nlate',
    'failed: file 0 > test 2\nError: never',
    'skipped: file 0 > test 3\nwithout a message',
  ]);
});

it('does not believe a run without tests or with a bad exit', () => {
  expect(tallyOf(report(), 0).failed).toBe(1);
  expect(tallyOf(report(['passed', 'passed']), null).failed).toBe(1);
});

it('lets the add-on linter complain of nothing but Solid’s innerHTML', () => {
  const warning = (code: string) => ({ code, message: 'm', file: 'f.js', line: 3 });
  const warnings = [warning('UNSAFE_VAR_ASSIGNMENT'), warning('DANGEROUS_EVAL')];
  expect(lintComplaints({ errors: [], warnings })).toEqual(['DANGEROUS_EVAL f.js:3 m']);
});
