// Runs generated texts as their readers do.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findTool, type Tool } from '../../tools.ts';

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  noInput?: boolean;
}

export interface Outcome {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

/**
 * Runs a program to its end. Its stdin stays open, as in a terminal (wscat ends with it), unless it is `noInput`.
 * Ended by force after a minute: then `code` is null.
 */
export function run(
  program: string,
  args: readonly string[],
  { cwd, env = {}, noInput = false }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // Node as a user has it: vitest gives it conditions under which packages are those for browsers.
    const all = { ...process.env, NODE_OPTIONS: '', ...env };
    const child = spawn(program, args, {
      stdio: [noInput ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      cwd,
      env: all,
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout?.on('data', (piece: Buffer) => stdout.push(piece));
    child.stderr?.on('data', (piece: Buffer) => {
      stderr += piece;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: Buffer.concat(stdout), stderr }));
  });
}

/** A folder within the checkout, where scripts find its packages. Taken away by `remove`. */
export function scratch(): { folder: string; write(name: string, text: string): string; remove(): void } {
  fs.mkdirSync('out', { recursive: true });
  const folder = fs.mkdtempSync(path.resolve('out', 'snippets-'));
  return {
    folder,
    write: (name, text) => {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
      return file;
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/** Shells into which the texts are pasted. */
export const SHELLS = ['sh', 'bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const START: Record<Shell, readonly string[]> = { sh: [], bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] };

export const inShell = (shell: Shell, file: string, options: RunOptions = {}): Promise<Outcome> =>
  run(shell === 'sh' ? 'sh' : findTool(shell as Tool), [...START[shell], file], options);
