// `streamscope redact`: a copy of a log without its secrets. Two passes over the input: learn all, then write.
import fs from 'node:fs';
import { HarFile, learnExchange } from '../../har/file.ts';
import { Redactor } from '../../har/redact/redactor.ts';
import { defaultRules, type Rules, readRules } from '../../har/redact/rules.ts';
import { type Command, DIFFERS, DONE, FileError, type Given, UNREADABLE, UsageError } from '../command.ts';
import { openAgain, readLog, tellProblems } from '../input.ts';
import { openOutput, writing } from '../output.ts';
import { printable, tableText } from '../text.ts';
import { harPieces, refuseTerminal, writeOptions, writePacked } from './convert.ts';

/** @throws {FileError} @throws {UsageError} */
function rulesOf(given: Given): Rules {
  const file = given.text('rules');
  if (file === undefined) return defaultRules();
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new FileError(`The rules could not be read: ${(error as Error).message}.`);
  }
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}.`);
  }
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
    throw new UsageError(`${file} holds no rules: it must be a JSON object such as {"extraKeys": ["badge"]}.`);
  }
  return readRules(stored);
}

export const redact: Command = {
  name: 'redact',
  operands: ['FILE'],
  summary: 'A copy of the log as HAR, each secret that was found replaced by a placeholder. See docs/redaction.md.',
  options: {
    out: { type: 'string', short: 'o', value: 'FILE', help: 'where to; packed if it ends in .gz; stdout if left out' },
    rules: {
      type: 'string',
      value: 'FILE',
      help: 'JSON with rules as the panel saves them; what it leaves out is as usual',
    },
    check: { type: 'boolean', help: 'write nothing; list what would be replaced, and exit with 1 if there is any' },
    json: { type: 'boolean', help: 'with --check: the list as JSON' },
  },
  notes: 'Look through the file before you publish it: no rule finds a secret that nothing gives away.',
  async run(given, console) {
    const rules = rulesOf(given);
    const out = given.text('out');
    const packed = out?.toLowerCase().endsWith('.gz') === true;
    if (given.is('json') && !given.is('check')) throw new UsageError('redact --json needs --check.');
    refuseTerminal(packed ? 'har.gz' : 'har', out, console);
    let redactor: Redactor;
    try {
      redactor = new Redactor(rules);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
    const input = await openAgain(given.files[0] as string, console);
    try {
      const first = readLog(input);
      for await (const exchange of first.exchanges) {
        for (const _ of learnExchange(redactor, exchange, writeOptions(first))) {
          // Nobody shares this thread.
        }
      }
      for (const notice of first.notices) redactor.learnValue(notice, 'notices');
      const whole = tellProblems(first, input, console);
      if (given.is('check')) {
        const secrets = redactor.findings.filter(({ kept }) => !kept);
        await console.write(given.is('json') ? `${JSON.stringify(secrets, null, 2)}\n` : listOf(secrets));
        return whole ? (secrets.length > 0 ? DIFFERS : DONE) : UNREADABLE;
      }
      const log = readLog(input);
      await writing(openOutput(out, console), async (output) => {
        const pieces = harPieces(log.exchanges, () => new HarFile(writeOptions(first), redactor));
        if (packed) return writePacked(pieces, output);
        for await (const piece of pieces) if (piece !== '') await output.write(piece);
      });
      const { secrets } = redactor.summary;
      console.complain(`streamscope: ${secrets === 1 ? '1 secret was' : `${secrets} secrets were`} replaced.`);
      return whole ? DONE : UNREADABLE;
    } finally {
      input.close();
    }
  },
};

function listOf(secrets: Redactor['findings']): string {
  const rows = secrets.map(({ id, preview, count, places }) => {
    const [place] = places;
    const where = place ? `${place.entry < 0 ? '' : `entry ${place.entry}, `}${place.words}` : '';
    return [id, preview, `${count}×`, where].map(printable);
  });
  return `${tableText(rows, new Set([2]))
    .concat(`${secrets.length} secrets`)
    .join('\n')}\n`;
}
