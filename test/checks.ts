// The checks that need no test runner: each a command, and for some a look at what it said.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Run {
  /** Exit code; null where it was ended after its time. */
  code: number | null;
  /** What it wrote, where `quiet`. */
  stdout: string;
  stderr: string;
}

/** Runs a tool of node_modules/.bin. Its output goes to ours, or with `quiet` it is kept. `timeout` in ms. */
export function runTool(command: string, args: string[], { quiet = false, timeout = 180_000 } = {}): Promise<Run> {
  const windows = process.platform === 'win32';
  const tool = path.join(ROOT, 'node_modules', '.bin', windows ? `${command}.cmd` : command);
  return new Promise((resolve) => {
    const output = quiet ? 'pipe' : 'inherit';
    const child = spawn(tool, args, { cwd: ROOT, stdio: ['ignore', output, output], shell: windows, timeout });
    const said = { stdout: '', stderr: '' };
    child.stdout?.on('data', (data: Buffer) => {
      said.stdout += data;
    });
    child.stderr?.on('data', (data: Buffer) => {
      said.stderr += data;
    });
    child.once('error', (error) => resolve({ code: 1, ...said, stderr: `${said.stderr}${error.message}\n` }));
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

/** How a check went, and what it said. */
export interface Outcome {
  passed: boolean;
  said: string;
}

export interface Check {
  name: string;
  /** Only of use once the extension has been built. */
  needsBuild?: true;
  /** The build itself. */
  builds?: true;
  run(): Promise<Outcome>;
}

async function passes(command: string, ...args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await runTool(command, args, { quiet: true });
  return { passed: code === 0, said: stdout + stderr };
}

interface LintMessage {
  code: string;
  message: string;
  file?: string;
  line?: number;
}

/** Solid's own templates assign innerHTML; every other warning is ours. */
const SOLIDS_OWN = 'UNSAFE_VAR_ASSIGNMENT';

/** What of an add-on linter's report (`web-ext lint --output json`) must be mended. */
export function lintComplaints(report: { errors: LintMessage[]; warnings: LintMessage[] }): string[] {
  const ours = [...report.errors, ...report.warnings.filter(({ code }) => code !== SOLIDS_OWN)];
  return ours.map(({ code, message, file, line }) => `${code} ${file ?? ''}${line ? `:${line}` : ''} ${message}`);
}

async function lintAddon(): Promise<Outcome> {
  const { code, stdout, stderr } = await runTool(
    'web-ext',
    ['lint', '-s', 'dist/firefox', '--output', 'json', '--boring'],
    { quiet: true },
  );
  // Exits with 1 where there are errors, which the report then names.
  if (code === null || stdout.trim() === '') return { passed: false, said: stderr };
  const complaints = lintComplaints(JSON.parse(stdout));
  const said = complaints.length > 0 ? complaints.join('\n') : 'no errors, no warnings but those of Solid’s innerHTML';
  return { passed: complaints.length === 0, said };
}

async function buildForNode(): Promise<Outcome> {
  const bundles = await passes('vite', 'build', '-c', 'vite.node.config.ts', '--logLevel', 'warn');
  return bundles.passed ? passes('tsc', '-p', 'tsconfig.kit.json') : bundles;
}

const build = (mode: string) => () => passes('vite', 'build', '--mode', mode, '--logLevel', 'warn');

/** In their order; those of one row at the same time. */
export const CHECKS: readonly (readonly Check[])[] = [
  [
    { name: 'types', run: () => passes('tsc', '--noEmit') },
    { name: 'lint', run: () => passes('biome', 'ci', '.') },
    { name: 'boundaries', run: () => passes('depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'extension') },
    { name: 'dead code', run: () => passes('knip') },
  ],
  [
    { name: 'build chrome', builds: true, run: build('chrome') },
    { name: 'build firefox', builds: true, run: build('firefox') },
    { name: 'build viewer', builds: true, run: build('viewer') },
    { name: 'build for node', builds: true, run: buildForNode },
  ],
  [
    { name: 'size', needsBuild: true, run: () => passes('size-limit') },
    { name: 'add-on lint', needsBuild: true, run: lintAddon },
  ],
];
