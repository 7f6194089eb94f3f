// The programs that snippets are written for. What is missing is installed where that is possible; a test never goes
// without one.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Program, Debian package, and what it must be able to do. */
const TOOLS = {
  curl: { candidates: ['curl'], packages: ['curl'], check: ['--version'] },
  bash: { candidates: ['bash'], packages: ['bash'], check: ['--version'] },
  zsh: { candidates: ['zsh'], packages: ['zsh'], check: ['--version'] },
  fish: { candidates: ['fish'], packages: ['fish'], check: ['--version'] },
  // Packages of the system's own Python are not seen by another one that stands before it in PATH.
  python: {
    candidates: ['python3', '/usr/bin/python3'],
    packages: ['python3', 'python3-httpx', 'python3-websockets'],
    check: ['-c', 'import httpx, websockets'],
  },
} as const;

export type Tool = keyof typeof TOOLS;

const works = (program: string, check: readonly string[]): boolean =>
  spawnSync(program, check, { stdio: 'ignore', timeout: 60_000 }).status === 0;

function install(packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) return;
  process.stderr.write(`Installing ${packages.join(', ')} with apt-get …\n`);
  const options = {
    stdio: 'ignore' as const,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 240_000,
  };
  const apt = (...args: string[]) => spawnSync('/usr/bin/apt-get', args, options);
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

const found = new Map<Tool, string>();

/** The program's name or path. @throws one sentence that says what to install. */
export function findTool(tool: Tool): string {
  const known = found.get(tool);
  if (known) return known;
  const { candidates, packages, check } = TOOLS[tool];
  const look = () => candidates.find((program) => works(program, check));
  let program = look();
  if (!program) {
    install(packages);
    program = look();
  }
  if (!program) throw new Error(`${tool} is missing: install ${packages.join(', ')}.`);
  found.set(tool, program);
  return program;
}
