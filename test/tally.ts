// Counts what vitest's JSON report says; whatever did not run counts as failed.

/** The part of the report that is read. @see https://vitest.dev/guide/reporters.html#json-reporter */
export interface VitestReport {
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

export interface Tally {
  passed: number;
  failed: number;
}

const LONGEST_MESSAGE = 1200;

/** Each test that failed at least once, with what its first failure said: a log is cut, and its end is what is left. */
export function failuresOf(report: VitestReport): string[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages = [] }) => status !== 'passed' || failureMessages.length > 0)
      .map(({ status, fullName, failureMessages = [] }) => {
        const end = status === 'passed' ? 'passed when tried again' : status;
        const [first = 'without a message'] = failureMessages;
        return `${end}: ${name} > ${fullName}\n${first.slice(0, LONGEST_MESSAGE)}`;
      }),
  );
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
