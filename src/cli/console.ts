// The terminal, or what stands in its place: where input comes from, where text goes to, and whether colours may.
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

/** Whoever reads our output has had enough (`| head`): nothing is wrong, and nothing more is to be said. */
export class ClosedPipe extends Error {}

type Style = Parameters<typeof styleText>[0];

export interface Console {
  stdin: Readable;
  stdout: Writable;
  /** Whether stdout is a terminal. */
  interactive: boolean;
  /** Characters in a line of the terminal; Infinity where there is none. */
  columns: number;
  /** Resolves when there is room for more. @throws {ClosedPipe} */
  write(piece: string | Uint8Array): Promise<void>;
  /** A line on stderr. */
  complain(text: string): void;
  paint(style: Style, text: string): string;
}

/** Waits until all is written that was given. @throws {ClosedPipe} */
export async function writeTo(stream: Writable, piece: string | Uint8Array): Promise<void> {
  if (stream.destroyed || stream.errored) throw failed(stream.errored);
  if (stream.write(piece)) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error): void => {
      for (const name of ['drain', 'error', 'close']) stream.removeListener(name, settle);
      if (error || stream.destroyed) reject(failed(error));
      else resolve();
    };
    for (const name of ['drain', 'error', 'close']) stream.once(name, settle);
  });
}

const failed = (error: Error | null | undefined): Error =>
  error && (error as NodeJS.ErrnoException).code !== 'EPIPE' ? error : new ClosedPipe();

/** The process's own. Colours only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function processConsole({ stdin, stdout, stderr, env }: NodeJS.Process): Console {
  const colours = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  // Without a listener the error of a pipe that was closed would end the process with a stack trace.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  return {
    stdin,
    stdout,
    interactive: stdout.isTTY === true,
    columns: stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY,
    write: (piece) => writeTo(stdout, piece),
    complain: (text) => void stderr.write(`${text}\n`),
    paint: (style, text) => (colours ? styleText(style, text) : text),
  };
}
