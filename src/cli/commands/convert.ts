// `streamscope convert`: a log in another form, one exchange at a time.
import { createGzip } from 'node:zlib';
import { writeCsv } from '../../har/export/csv.ts';
import { zipOf } from '../../har/export/files.ts';
import { writeNdjson } from '../../har/export/ndjson.ts';
import { HarFile } from '../../har/file.ts';
import type { Exchange } from '../../store/exchange.ts';
import { type Command, choiceOf, DONE, type Given, UNREADABLE, UsageError } from '../command.ts';
import { type Console, writeTo } from '../console.ts';
import { FILTER, filtered, filterOf } from '../filter.ts';
import { type Log, openInput, readLog, tellProblems } from '../input.ts';
import { type Output, openOutput, writing } from '../output.ts';

const FORMS = ['har', 'har.gz', 'ndjson', 'csv', 'zip'] as const;
export type Form = (typeof FORMS)[number];

/** What `--to` says, or else the end of the name of `--out`. @throws {UsageError} */
function formOf(given: Given): Form {
  const out = given.text('out') ?? '';
  const form = choiceOf(given, 'to', FORMS) ?? FORMS.find((each) => out.toLowerCase().endsWith(`.${each}`));
  if (!form)
    throw new UsageError(`convert needs --to, one of ${FORMS.join(', ')}, or an --out that ends in one of them.`);
  return form;
}

/** @throws {UsageError} where bytes would go to a terminal. */
export function refuseTerminal(form: Form, out: string | undefined, console: Console): void {
  const toTerminal = (out === undefined || out === '-') && console.interactive;
  if (toTerminal && (form === 'zip' || form === 'har.gz')) {
    throw new UsageError(`A .${form} is no text: name a file with --out, or send it into a pipe.`);
  }
}

/** What our own file said of itself goes into the next one too. */
export function writeOptions(log: Log): ConstructorParameters<typeof HarFile>[0] {
  const { own = null, browser = null } = log.result ?? {};
  return {
    version: __VERSION__,
    now: Date.now(),
    notices: log.notices,
    ...(browser && { browser }),
    ...(own?.totals && { totals: own.totals }),
    ...(own?.redaction && { redaction: own.redaction }),
  };
}

type Exchanges = AsyncIterable<Exchange>;

/** The pieces of a HAR file. `file` is asked for when the first exchange has been read: then the head is known. */
export async function* harPieces(exchanges: Exchanges, file: () => HarFile): AsyncGenerator<string> {
  let begun: HarFile | null = null;
  for await (const exchange of exchanges) {
    if (!begun) {
      begun = file();
      yield begun.head();
    }
    yield* begun.entry(exchange);
  }
  if (!begun) {
    begun = file();
    yield begun.head();
  }
  yield begun.tail();
}

/** Packs what `pieces` gives and writes it. */
export async function writePacked(pieces: AsyncIterable<string>, output: Output): Promise<void> {
  const gzip = createGzip();
  const writingAll = (async () => {
    for await (const packed of gzip) await output.write(packed as Uint8Array);
  })();
  // If writing fails, the error is that of `writingAll`; the other half only stops.
  const feeding = (async () => {
    for await (const piece of pieces) if (piece !== '') await writeTo(gzip, piece);
    gzip.end();
  })().catch((error: Error) => void gzip.destroy(error));
  await Promise.all([writingAll, feeding]);
}

async function* csvPieces(exchanges: Exchanges): AsyncGenerator<string> {
  const [head = ''] = writeCsv([]);
  yield head;
  for await (const exchange of exchanges) {
    let text = '';
    for (const piece of writeCsv([exchange])) text += piece;
    yield text.slice(head.length);
  }
}

async function* ndjsonPieces(exchanges: Exchanges): AsyncGenerator<string> {
  for await (const exchange of exchanges) yield* writeNdjson([exchange]);
}

async function write(form: Form, exchanges: Exchanges, log: Log, output: Output): Promise<void> {
  const har = (): AsyncGenerator<string> => harPieces(exchanges, () => new HarFile(writeOptions(log)));
  if (form === 'har.gz') return writePacked(har(), output);
  const pieces =
    form === 'har'
      ? har()
      : form === 'csv'
        ? csvPieces(exchanges)
        : form === 'ndjson'
          ? ndjsonPieces(exchanges)
          : zipOf(exchanges, { now: Date.now() });
  for await (const piece of pieces) if (piece.length > 0) await output.write(piece);
}

export const convert: Command = {
  name: 'convert',
  operands: ['FILE'],
  summary:
    'The log in another form: HAR with our fields, packed HAR, NDJSON or CSV (a line for each message), or a zip\nwith bodies and messages as files.',
  options: {
    to: { type: 'string', short: 't', value: 'FORM', help: `one of ${FORMS.join(', ')}; else as --out ends` },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'where to; stdout if left out' },
    filter: FILTER,
  },
  notes: 'Nothing is redacted: `streamscope redact` does that.',
  async run(given, console) {
    const form = formOf(given);
    const query = filterOf(given);
    const out = given.text('out');
    refuseTerminal(form, out, console);
    const input = openInput(given.files[0] as string, console);
    const log = readLog(input);
    await writing(openOutput(out, console), (output) => write(form, filtered(log.exchanges, query), log, output));
    return tellProblems(log, input, console) ? DONE : UNREADABLE;
  },
};
