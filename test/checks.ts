// The checks that need no test runner: each a command, and for some a look at what it said.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Run {
  /** Exit code; null where it was ended after its time. */
  code: number | null;
  /** What it wrote to stdout, where `quiet`. */
  stdout: string;
}

/** Runs a tool of node_modules/.bin. Its output goes to ours, or with `quiet` its stdout is kept. `timeout` in ms. */
export function runTool(command: string, args: string[], { quiet = false, timeout = 180_000 } = {}): Promise<Run> {
  const windows = process.platform === 'win32';
  const tool = path.join(ROOT, 'node_modules', '.bin', windows ? `${command}.cmd` : command);
  return new Promise((resolve) => {
    const child = spawn(tool, args, {
      cwd: ROOT,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'inherit'],
      shell: windows,
      timeout,
    });
    let stdout = '';
    child.stdout?.on('data', (data: Buffer) => {
      stdout += data;
    });
    child.once('error', (error) => {
      console.error(error.message);
      resolve({ code: 1, stdout });
    });
    child.once('close', (code) => resolve({ code, stdout }));
  });
}

export interface Check {
  name: string;
  /** Only of use once the extension has been built. */
  needsBuild?: true;
  /** The build itself. */
  builds?: true;
  run(): Promise<boolean>;
}

const passes = async (command: string, ...args: string[]) => (await runTool(command, args)).code === 0;

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

async function lintAddon(): Promise<boolean> {
  const { code, stdout } = await runTool('web-ext', ['lint', '-s', 'dist/firefox', '--output', 'json', '--boring'], {
    quiet: true,
  });
  // Exits with 1 where there are errors, which the report then names.
  if (code === null || stdout.trim() === '') return false;
  const complaints = lintComplaints(JSON.parse(stdout));
  console.log(complaints.length > 0 ? complaints.join('\n') : 'no errors, no warnings but those of Solid’s innerHTML');
  return complaints.length === 0;
}

/** In their order. */
export const CHECKS: readonly Check[] = [
  { name: 'lint', run: () => passes('biome', 'ci', '.') },
  { name: 'types', run: () => passes('tsc', '--noEmit') },
  { name: 'boundaries', run: () => passes('depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'extension') },
  { name: 'dead code', run: () => passes('knip') },
  { name: 'build chrome', builds: true, run: () => passes('vite', 'build', '--mode', 'chrome', '--logLevel', 'warn') },
  {
    name: 'build firefox',
    builds: true,
    run: () => passes('vite', 'build', '--mode', 'firefox', '--logLevel', 'warn'),
  },
  {
    name: 'build viewer',
    builds: true,
    run: () => passes('vite', 'build', '--mode', 'viewer', '--logLevel', 'warn'),
  },
  {
    name: 'build for node',
    builds: true,
    run: async () =>
      (await passes('vite', 'build', '-c', 'vite.node.config.ts', '--logLevel', 'warn')) &&
      (await passes('tsc', '-p', 'tsconfig.kit.json')),
  },
  { name: 'size', needsBuild: true, run: () => passes('size-limit') },
  { name: 'add-on lint', needsBuild: true, run: lintAddon },
];
