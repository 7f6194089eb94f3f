// Every message as one line of JSON, for jq, spreadsheets' big brothers and whoever reads line by line.
import type { Exchange } from '../../store/exchange.ts';
import { heldOf, INCOMPLETE } from '../../store/message-log.ts';
import type { Held } from '../../wire/capture.ts';
import { BINARY, CUT, DISCARDED, SENT } from '../../wire/capture.ts';
import { toBase64 } from '../base64.ts';
import { flagsOf } from '../write/body.ts';
import { joined, type Tick } from '../write/lazy.ts';

/** One line. Times are epoch ms, sizes bytes; `data` is base64 where `opcode` is `binary`, null where it was let go. */
export interface MessageLine {
  exchange: string;
  api: Exchange['api'];
  url: string;
  seq: number;
  direction: 'sent' | 'received';
  time: number;
  size: number;
  opcode: 'text' | 'binary';
  data: string | null;
  event?: { name: string; id: string; retry?: number; comment?: string };
  discarded?: true;
  incomplete?: true;
  cut?: true;
  held?: Held['outcome'];
}

/** Message `seq` of an exchange as a line. */
export function lineOf(exchange: Exchange, seq: number): MessageLine {
  const { messages: log } = exchange;
  const flags = flagsOf(log, seq);
  const data = log.data(seq);
  const event = log.event(seq);
  const held = heldOf(flags);
  return {
    exchange: exchange.id,
    api: exchange.api,
    url: exchange.url,
    seq,
    direction: flags & SENT ? 'sent' : 'received',
    time: log.time(seq),
    size: log.size(seq),
    opcode: flags & BINARY ? 'binary' : 'text',
    data: data === null || typeof data === 'string' ? data : toBase64(data),
    ...(event && { event: { ...event } }),
    ...(flags & DISCARDED && { discarded: true }),
    ...(flags & INCOMPLETE && { incomplete: true }),
    ...(flags & CUT && { cut: true }),
    ...(held && { held }),
  };
}

/** Messages between two ticks. */
const TICK = 512;

function* lines(exchanges: Iterable<Exchange>, tick: Tick, textOf: (line: MessageLine) => string): Generator<string> {
  for (const exchange of exchanges) {
    const count = exchange.messages.length;
    for (let i = 0; i < count; i++) {
      yield textOf(lineOf(exchange, i));
      if (i % TICK === TICK - 1) tick(TICK);
    }
    tick(count % TICK);
  }
}

/** The text of an NDJSON file in pieces of about 64 KiB. `tick` hears how many messages were written. */
export function writeNdjson(exchanges: Iterable<Exchange>, tick: Tick = () => undefined): Generator<string> {
  return joined(lines(exchanges, tick, (line) => `${JSON.stringify(line)}\n`));
}

/** Each message as `textOf` has it, in pieces of about 64 KiB. */
export function writeLines(
  exchanges: Iterable<Exchange>,
  tick: Tick,
  textOf: (line: MessageLine) => string,
): Generator<string> {
  return joined(lines(exchanges, tick, textOf));
}
