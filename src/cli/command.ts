// What a command is: its options, its help, and what it does.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Console } from './console.ts';

/** 0: done. 1: the answer is that something differs, or was found. */
export const DONE = 0;
export const DIFFERS = 1;
export const WRONG_USAGE = 2;
/** Something could not be read, or not to its end; or could not be written. */
export const UNREADABLE = 3;

/** The command line is wrong; the message says what, and what to write instead. */
export class UsageError extends Error {}

/** A file could not be read or written at all. */
export class FileError extends Error {}

export interface OptionSpec {
  type: 'string' | 'boolean';
  short?: string;
  /** Name of the value in the help: `FILE`. */
  value?: string;
  help: string;
}

export interface Given {
  /** Operands, as many as the command wants. */
  files: string[];
  text(name: string): string | undefined;
  is(name: string): boolean;
}

export interface Command {
  name: string;
  /** Operands as the help shows them: `['FILE']`. */
  operands: string[];
  summary: string;
  options: Record<string, OptionSpec>;
  /** Further paragraphs of the help. */
  notes?: string;
  /** Gives the exit code. */
  run(given: Given, console: Console): Promise<number>;
}

const HELP: OptionSpec = { type: 'boolean', short: 'h', help: 'this text' };

/** Command line of `command` as typed. @throws {UsageError} */
export function readArguments(command: Command, args: string[]): Given | 'help' {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type, short }] of Object.entries({ ...command.options, help: HELP })) {
    options[name] = { type, ...(short && { short }) };
  }
  let read: { values: Record<string, unknown>; positionals: string[] };
  try {
    read = parseArgs({ args, options, allowPositionals: true, strict: true }) as typeof read;
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\.? To specify .*$/s, '.'));
  }
  const { values, positionals } = read;
  if (values.help) return 'help';
  const wanted = command.operands.length;
  if (positionals.length !== wanted) {
    const names = command.operands.join(' and ');
    throw new UsageError(`${command.name} needs ${names}: ${positionals.length} given, ${wanted} wanted.`);
  }
  if (positionals.filter((file) => file === '-').length > 1) throw new UsageError('Only one input can be `-`.');
  return {
    files: positionals,
    text: (name) => values[name] as string | undefined,
    is: (name) => values[name] === true,
  };
}

/** A whole number of an option. @throws {UsageError} */
export function numberOf(given: Given, name: string, most: number): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text) || Number(text) > most) {
    throw new UsageError(`--${name} wants a whole number up to ${most}, not ${JSON.stringify(text)}.`);
  }
  return Number(text);
}

/** The value of an option that must be one of `choices`. @throws {UsageError} */
export function choiceOf<T extends string>(given: Given, name: string, choices: readonly T[]): T | undefined {
  const text = given.text(name);
  const found = choices.find((choice) => choice === text);
  if (text !== undefined && found === undefined) {
    throw new UsageError(`--${name} wants one of ${choices.join(', ')}, not ${JSON.stringify(text)}.`);
  }
  return found;
}

/** `streamscope COMMAND --help` */
export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, help: HELP }).map(([name, { short, value, help }]) => {
    const flag = `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
    return `  ${flag.padEnd(24)} ${help}`;
  });
  const usage = ['streamscope', command.name, ...command.operands, '[options]'].join(' ');
  const parts = [`Usage: ${usage}`, command.summary, `Options:\n${options.join('\n')}`];
  if (command.notes) parts.push(command.notes);
  return `${parts.join('\n\n')}\n`;
}
