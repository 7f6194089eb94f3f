// Files that a log names are taken from its own folder, and from nowhere else.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Console } from './console.ts';
import { openAgain, openInput, readAll } from './input.ts';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamscope-input-'));
  fs.mkdirSync(path.join(folder, 'run'));
  fs.writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  fs.writeFileSync(path.join(folder, 'run', 'body.txt'), 'beside');
  fs.symlinkSync(path.join(folder, 'secret.txt'), path.join(folder, 'run', 'link.txt'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A log of one exchange whose body is in the file that it names. */
const logWith = (name: string): string =>
  JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 'Playwright', version: '1' },
      entries: [
        {
          startedDateTime: '2026-11-21T09:00:00.000Z',
          request: { method: 'GET', url: 'https://server.example/' },
          response: { status: 200, content: { size: 6, mimeType: 'text/plain', _file: name } },
        },
      ],
    },
  });

const consoleWith = (input: string): Console => ({
  stdin: Readable.from([Buffer.from(input)]),
  stdout: new PassThrough(),
  interactive: false,
  columns: 80,
  write: async () => undefined,
  complain: () => undefined,
  paint: (_, text) => text,
});

async function bodyOf(name: string): Promise<unknown> {
  const file = path.join(folder, 'run', 'log.har');
  fs.writeFileSync(file, logWith(name));
  const { log, exchanges } = await readAll(openInput(file, consoleWith('')));
  return [exchanges[0]?.messages.data(0), log.result?.problems.map(({ code, values }) => [code, ...values])];
}

it('reads a body from the folder of the log', async () => {
  expect(await bodyOf('body.txt')).toEqual(['beside', []]);
});

it.each([['../secret.txt'], ['link.txt'], ['/etc/hostname'], ['.'], ['none.txt']])(
  'reads nothing from %s, and says so',
  async (name) => {
    expect(await bodyOf(name)).toEqual([null, [['missing', JSON.stringify(name)]]]);
  },
);

it('reads nothing beside stdin', async () => {
  const input = await openAgain('-', consoleWith(logWith('input')));
  try {
    const { log } = await readAll(input);
    expect(log.result?.problems.map(({ code }) => code)).toEqual(['beside']);
  } finally {
    input.close();
  }
});
