// Counts what vitest's JSON report says; whatever did not run counts as failed.

/** The part of the report that is read. @see https://vitest.dev/guide/reporters.html#json-reporter */
export interface VitestReport {
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

export interface Tally {
  passed: number;
  failed: number;
}

/**
 * A skipped test is a failed one: nobody has seen it pass. A file that failed as a whole (it does not load, its
 * `afterAll` throws) counts once more, and so does a run that ended badly with every test well.
 */
export function tallyOf(report: VitestReport, exitCode: number | null): Tally {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const wholeFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status === 'passed'),
  ).length;
  const failed = tests.length - passed + wholeFiles;
  const unexplained = failed === 0 && (exitCode !== 0 || tests.length === 0);
  return { passed, failed: failed + (unexplained ? 1 : 0) };
}
