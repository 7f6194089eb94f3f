// `streamscope COMMAND`: finds the command, runs it, and turns what goes wrong into one sentence and an exit code.
import {
  type Command,
  DONE,
  FileError,
  helpOf,
  readArguments,
  UNREADABLE,
  UsageError,
  WRONG_USAGE,
} from './command.ts';
import { compare } from './commands/compare.ts';
import { convert } from './commands/convert.ts';
import { messages } from './commands/messages.ts';
import { redact } from './commands/redact.ts';
import { stats } from './commands/stats.ts';
import { view } from './commands/view.ts';
import { ClosedPipe, type Console } from './console.ts';

const COMMANDS: readonly Command[] = [view, stats, messages, convert, redact, compare];

const overview = (): string => {
  const lines = COMMANDS.map(({ name, operands, summary }) => {
    const [first = ''] = summary.split(/(?<=[.:])\s/);
    return `  ${[name, ...operands].join(' ').padEnd(16)} ${first.replaceAll('\n', ' ').replace(/:$/, '.')}`;
  });
  return `Usage: streamscope COMMAND FILE [options]

Looks into logs of streams: HAR files of Streamscope, of browsers and of other tools, packed with gzip or not.
A FILE that is \`-\` is stdin.

${lines.join('\n')}

  streamscope COMMAND --help     options of a command
  streamscope --version

Exit codes: 0 done; 1 compare found a difference, or redact --check a secret; 2 the command line is wrong;
3 a file could not be read (or not to its end) or written.
`;
};

function wrong(error: UsageError, command: Command | null, console: Console): number {
  console.complain(`streamscope: ${error.message}`);
  console.complain(`Try: streamscope ${command ? `${command.name} ` : ''}--help`);
  return WRONG_USAGE;
}

/** Runs a command line, without the names of node and the script. Gives the exit code. */
export async function main(args: string[], console: Console): Promise<number> {
  const [name, ...rest] = args;
  let command: Command | null = null;
  try {
    if (name === undefined) throw new UsageError(`Which command? ${COMMANDS.map((each) => each.name).join(', ')}.`);
    if (name === '--version' || name === '-v') {
      await console.write(`${__VERSION__}\n`);
      return DONE;
    }
    if (name === '--help' || name === '-h' || name === 'help') {
      const asked = COMMANDS.find((each) => each.name === rest[0]);
      await console.write(asked ? helpOf(asked) : overview());
      return DONE;
    }
    command = COMMANDS.find((each) => each.name === name) ?? null;
    if (!command) throw new UsageError(`There is no command ${JSON.stringify(name)}.`);
    const given = readArguments(command, rest);
    if (given !== 'help') return await command.run(given, console);
    await console.write(helpOf(command));
    return DONE;
  } catch (error) {
    if (error instanceof ClosedPipe) return DONE;
    if (error instanceof UsageError) return wrong(error, command, console);
    if (!(error instanceof FileError)) throw error;
    console.complain(`streamscope: ${error.message}`);
    return UNREADABLE;
  }
}
