// `streamscope view`: opens a log in the viewer, in the browser of this machine.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, DONE, FileError, numberOf } from '../command.ts';
import { openAgain } from '../input.ts';
import { serveViewer } from '../serve.ts';

/** Beside the built command line: dist/cli and dist/viewer. */
const VIEWER = fileURLToPath(new URL('../viewer', import.meta.url));

/** The system's own way to open a URL; if there is none, the person has the line that we wrote. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  spawn(command as string, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });

export const view: Command = {
  name: 'view',
  operands: ['FILE'],
  summary: 'Opens the log in the viewer: the panel as a page, served to this machine only until you press Ctrl+C.',
  options: {
    port: { type: 'string', short: 'p', value: 'NUMBER', help: 'of the server; any that is free if left out' },
    'no-open': { type: 'boolean', help: 'only print the address' },
  },
  async run(given, console) {
    const port = numberOf(given, 'port', 65_535) ?? 0;
    if (!fs.existsSync(path.join(VIEWER, 'index.html'))) {
      throw new FileError(`The viewer is not there (${path.join('dist', 'viewer')}): run \`npm run build\` first.`);
    }
    const file = given.files[0] as string;
    const input = await openAgain(file, console);
    try {
      const name = file === '-' ? 'stdin.har' : path.basename(file);
      const server = await serveViewer(VIEWER, input.path, name, port).catch((error: Error) => {
        throw new FileError(`The viewer could not be served: ${error.message}.`);
      });
      const stopped = interrupted();
      await console.write(`${server.url}\n`);
      if (!given.is('no-open')) openBrowser(server.url);
      await stopped;
      await server.close();
      return DONE;
    } finally {
      input.close();
    }
  },
};
