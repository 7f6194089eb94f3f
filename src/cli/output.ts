// Where results go: stdout, or a file that appears under its name only when it is complete.
import fs from 'node:fs';
import { FileError } from './command.ts';
import { type Console, writeTo } from './console.ts';

export interface Output {
  write(piece: string | Uint8Array): Promise<void>;
  /** All was written. */
  finish(): Promise<void>;
  /** It was not: nothing is left behind. */
  abandon(): Promise<void>;
}

const isSpecial = (file: string): boolean => fs.existsSync(file) && !fs.statSync(file).isFile();

/** `file` undefined or `-` is stdout. @throws {FileError} */
export function openOutput(file: string | undefined, console: Console): Output {
  const nothing = async (): Promise<void> => undefined;
  if (file === undefined || file === '-') return { write: console.write, finish: nothing, abandon: nothing };
  const cannot = (error: unknown): FileError =>
    new FileError(`${file} could not be written: ${(error as Error).message}.`);
  // A pipe or a device cannot be renamed to; anything else must not be seen half written, nor be read while it is.
  const part = isSpecial(file) ? file : `${file}.${process.pid}.part`;
  let stream: fs.WriteStream;
  try {
    stream = fs.createWriteStream(part, { fd: fs.openSync(part, 'w') });
  } catch (error) {
    throw cannot(error);
  }
  stream.on('error', () => undefined);
  const end = (): Promise<void> =>
    new Promise((resolve, reject) => stream.end((error?: Error | null) => (error ? reject(error) : resolve())));
  return {
    write: (piece) =>
      writeTo(stream, piece).catch((error) => {
        throw cannot(error);
      }),
    async finish() {
      try {
        await end();
        if (part !== file) fs.renameSync(part, file);
      } catch (error) {
        throw cannot(error);
      }
    },
    async abandon() {
      stream.destroy();
      if (part !== file) fs.rmSync(part, { force: true });
    },
  };
}

/** Runs `write` and finishes the output, or leaves nothing behind where that fails. */
export async function writing<T>(output: Output, write: (output: Output) => Promise<T>): Promise<T> {
  try {
    const result = await write(output);
    await output.finish();
    return result;
  } catch (error) {
    await output.abandon();
    throw error;
  }
}
