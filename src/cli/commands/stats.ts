// `streamscope stats`: a line of figures for each exchange.
import { type ExchangeStats, statsOf } from '../../har/stats.ts';
import { type Command, DONE, UNREADABLE } from '../command.ts';
import { FILTER, filtered, filterOf } from '../filter.ts';
import { openInput, readLog, tellProblems } from '../input.ts';
import { bytesText, durationText, printable, shortened, tableText } from '../text.ts';

const HEAD = [
  'ID',
  'API',
  'METHOD',
  'STATUS',
  'SENT',
  'RECEIVED',
  'BYTES',
  'DURATION',
  'FIRST',
  'GAP 95%',
  'GAP MAX',
  'END',
  'URL',
];
const RIGHT = new Set([3, 4, 5, 6, 7, 8, 9, 10]);
const URL_WIDTH = 100;

function endOf({ closed, error, duration }: ExchangeStats): string {
  if (closed) return `${closed.code}${closed.wasClean ? '' : ' unclean'}`;
  if (error) return error.kind;
  return duration === null ? 'open' : 'done';
}

const rowOf = (stats: ExchangeStats): string[] => [
  stats.id,
  stats.api,
  stats.method,
  stats.status === 0 ? '–' : String(stats.status),
  String(stats.sent),
  String(stats.received),
  bytesText(stats.bytesSent + stats.bytesReceived),
  durationText(stats.duration),
  durationText(stats.firstMessage),
  durationText(stats.gaps?.p95 ?? null),
  durationText(stats.gaps?.largest ?? null),
  endOf(stats),
  shortened(stats.url, URL_WIDTH),
];

export const stats: Command = {
  name: 'stats',
  operands: ['FILE'],
  summary:
    'Figures of each exchange: messages, bytes, duration, time to the first message received, gaps between messages\nreceived one after the other, and how it ended.',
  options: { filter: FILTER, json: { type: 'boolean', help: 'a JSON object; times in ms, sizes in bytes' } },
  async run(given, console) {
    const query = filterOf(given);
    const input = openInput(given.files[0] as string, console);
    const log = readLog(input);
    const found: ExchangeStats[] = [];
    for await (const exchange of filtered(log.exchanges, query)) found.push(statsOf(exchange));
    const whole = tellProblems(log, input, console);
    const totals = {
      exchanges: found.length,
      messages: found.reduce((sum, { sent, received }) => sum + sent + received, 0),
      bytes: found.reduce((sum, { bytesSent, bytesReceived }) => sum + bytesSent + bytesReceived, 0),
    };
    if (given.is('json')) {
      const { creator = null, browser = null } = log.result ?? {};
      await console.write(`${JSON.stringify({ creator, browser, totals, exchanges: found }, null, 2)}\n`);
    } else {
      const [head = '', ...lines] = tableText([HEAD, ...found.map((each) => rowOf(each).map(printable))], RIGHT);
      await console.write(`${console.paint('bold', head)}\n`);
      for (const [i, line] of lines.entries()) {
        await console.write(`${found[i]?.error ? console.paint('red', line) : line}\n`);
      }
      await console.write(`${totals.exchanges} exchanges, ${totals.messages} messages, ${bytesText(totals.bytes)}\n`);
    }
    return whole ? DONE : UNREADABLE;
  },
};
