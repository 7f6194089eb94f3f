// `streamscope messages`: the messages themselves, those of the exchanges (and with the text) that the filter asks for.
import { lineOf } from '../../har/export/ndjson.ts';
import type { Exchange } from '../../store/exchange.ts';
import { type Command, choiceOf, DONE, UNREADABLE } from '../command.ts';
import type { Console } from '../console.ts';
import { FILTER, filtered, filterOf, messageTest } from '../filter.ts';
import { openInput, readLog, tellProblems } from '../input.ts';
import { bytesText, printable, shortened } from '../text.ts';

/** Characters of a payload that are shown where the terminal does not say how wide it is. */
const MOST = 4000;

function dataText(exchange: Exchange, seq: number, most: number): string {
  const { data, opcode, event } = lineOf(exchange, seq);
  if (event?.comment !== undefined) return `: ${event.comment}`;
  if (data === null) return '(let go for want of room)';
  const name = event && event.name !== 'message' ? `[${event.name}] ` : '';
  return `${name}${opcode === 'binary' ? 'base64 ' : ''}${data.slice(0, most)}`;
}

function textLine(exchange: Exchange, seq: number, console: Console): string {
  const { direction, time, size } = lineOf(exchange, seq);
  const offset = `+${((time - exchange.started) / 1000).toFixed(3)}`;
  const arrow = direction === 'sent' ? '↑' : '↓';
  const head = `${offset.padStart(10)}  ${arrow} ${bytesText(size).padStart(7)}  `;
  const room = Number.isFinite(console.columns) ? Math.max(20, console.columns - head.length - 1) : MOST;
  const data = shortened(printable(dataText(exchange, seq, room + 1)), room);
  return `${console.paint('dim', head)}${direction === 'sent' ? console.paint('cyan', data) : data}\n`;
}

export const messages: Command = {
  name: 'messages',
  operands: ['FILE'],
  summary: 'The messages of each exchange, one a line.',
  options: {
    filter: FILTER,
    direction: { type: 'string', value: 'sent|received', help: 'only those' },
    json: { type: 'boolean', help: 'NDJSON with whole payloads, a line for each message' },
  },
  notes: [
    'A `text:` term of the filter chooses messages too: only those with this text are shown.',
    'Times are seconds since the exchange began. Payloads are cut to the width of the terminal; --json has them whole.',
    "Example: streamscope messages log.har --filter 'api:ws text:error'",
  ].join('\n'),
  async run(given, console) {
    const query = filterOf(given);
    const direction = choiceOf(given, 'direction', ['sent', 'received']);
    const json = given.is('json');
    const shows = messageTest(query);
    const input = openInput(given.files[0] as string, console);
    const log = readLog(input);
    for await (const exchange of filtered(log.exchanges, query)) {
      let headed = json;
      for (let i = 0; i < exchange.messages.length; i++) {
        if (direction && exchange.messages.isSent(i) !== (direction === 'sent')) continue;
        if (!shows(exchange, i)) continue;
        if (!headed) {
          const title = `${exchange.id}  ${exchange.api}  ${exchange.method} ${exchange.url}`;
          await console.write(`${console.paint('bold', printable(title))}\n`);
          headed = true;
        }
        await console.write(json ? `${JSON.stringify(lineOf(exchange, i))}\n` : textLine(exchange, i, console));
      }
    }
    return tellProblems(log, input, console) ? DONE : UNREADABLE;
  },
};
