// `streamscope compare`: what differs between two logs.
import { type Comparison, compareLogs, type ExchangePair, type MessageChange } from '../../har/compare.ts';
import { lineOf } from '../../har/export/ndjson.ts';
import type { Exchange } from '../../store/exchange.ts';
import { type Command, DIFFERS, DONE, UNREADABLE } from '../command.ts';
import type { Console } from '../console.ts';
import { openInput, readAll, tellProblems } from '../input.ts';
import { durationText, printable, shortened } from '../text.ts';

/** Changed messages of one exchange that are shown. */
const MOST_SHOWN = 20;
const PREVIEW = 160;

const titleOf = ({ id, api, method, url }: Exchange): string => printable(`${id}  ${api}  ${method} ${url}`);

const differs = ({ changes, facts }: ExchangePair): boolean => changes.length > 0 || facts.length > 0;

const preview = (exchange: Exchange, seq: number): string => {
  const { data, direction, event } = lineOf(exchange, seq);
  const text = data === null ? '(let go)' : data.slice(0, PREVIEW + 1);
  return `${direction === 'sent' ? '↑' : '↓'} ${shortened(printable(`${event ? `[${event.name}] ` : ''}${text}`), PREVIEW)}`;
};

function* changeLines(pair: ExchangePair, change: MessageChange, console: Console): Generator<string> {
  if (change.kind !== 'only-b') yield console.paint('red', `    - #${change.a} ${preview(pair.a, change.a)}`);
  if (change.kind !== 'only-a') yield console.paint('green', `    + #${change.b} ${preview(pair.b, change.b)}`);
}

function* linesOf({ onlyA, onlyB, pairs }: Comparison, console: Console): Generator<string> {
  for (const exchange of onlyA) yield console.paint('red', `- ${titleOf(exchange)}`);
  for (const exchange of onlyB) yield console.paint('green', `+ ${titleOf(exchange)}`);
  for (const pair of pairs.filter(differs)) {
    const { a, b, changes, same, facts, timing, byPosition } = pair;
    yield `~ ${titleOf(a)}${a.id === b.id ? '' : printable(` (${b.id} in B)`)}`;
    if (facts.length > 0) yield `    differ: ${facts.join(', ')}`;
    if (changes.length > 0)
      yield `    ${same} messages are the same, ${changes.length} differ${byPosition ? ' (compared by position)' : ''}`;
    for (const change of changes.slice(0, MOST_SHOWN)) yield* changeLines(pair, change, console);
    if (changes.length > MOST_SHOWN) yield `    … and ${changes.length - MOST_SHOWN} more`;
    yield console.paint(
      'dim',
      `    B less A: duration ${durationText(timing.duration)}, first message ${durationText(timing.firstMessage)}`,
    );
  }
  const changed = pairs.filter(differs).length;
  yield `${pairs.length - changed} exchanges are the same, ${changed} differ, ${onlyA.length} only in A, ${onlyB.length} only in B`;
}

const jsonOf = ({ onlyA, onlyB, pairs }: Comparison): unknown => ({
  onlyA: onlyA.map(briefly),
  onlyB: onlyB.map(briefly),
  pairs: pairs.map(({ a, b, ...rest }) => ({ a: briefly(a), b: briefly(b), ...rest })),
});

const briefly = ({ id, api, method, url }: Exchange) => ({ id, api, method, url });

export const compare: Command = {
  name: 'compare',
  operands: ['A', 'B'],
  summary:
    'Which exchanges and messages of two logs differ. Exchanges are paired by API, method and URL, in order of start.',
  options: {
    ignore: { type: 'string', short: 'i', value: 'NAMES', help: 'JSON members that do not count, separated by commas' },
    json: { type: 'boolean', help: 'a JSON object; times in ms' },
  },
  notes: 'Exits with 1 where they differ. Times are shown, but make no difference.',
  async run(given, console) {
    const ignore = (given.text('ignore') ?? '').split(',').filter(Boolean);
    const inputs = given.files.map((file) => openInput(file, console));
    const logs: Awaited<ReturnType<typeof readAll>>[] = [];
    for (const input of inputs) logs.push(await readAll(input));
    const [a, b] = logs.map(({ exchanges }) => exchanges) as [Exchange[], Exchange[]];
    const complete = inputs.map((input, i) => tellProblems((logs[i] as (typeof logs)[number]).log, input, console));
    const result = compareLogs(a, b, { ignore });
    if (given.is('json')) await console.write(`${JSON.stringify(jsonOf(result), null, 2)}\n`);
    else for (const line of linesOf(result, console)) await console.write(`${line}\n`);
    if (complete.includes(false)) return UNREADABLE;
    return result.onlyA.length + result.onlyB.length > 0 || result.pairs.some(differs) ? DIFFERS : DONE;
  },
};
