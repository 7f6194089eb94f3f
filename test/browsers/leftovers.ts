// Nothing of a browser stays behind, even where the process that drives it is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Ends a detached child and all its processes at once. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
}

/**
 * A shell that waits until this process has ended, however it did: then its input closes, and it ends the detached
 * `child` and removes `profile`. Gives a function that calls it off.
 */
export function sweepAfterUs(child: ChildProcess, profile: string): () => void {
  if (process.platform === 'win32' || child.pid === undefined) return () => {};
  const script = 'read -r _; kill -KILL "-$1"; sleep 1; rm -rf "$2"';
  const sweeper = spawn('/bin/sh', ['-c', script, 'sweeper', String(child.pid), profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  sweeper.on('error', () => {});
  sweeper.unref();
  (sweeper.stdin as Socket | null)?.unref();
  return () => sweeper.kill('SIGKILL');
}
