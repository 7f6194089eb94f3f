// The bodies that are being received: chunks become the messages of a framing, or readable text.
import type { HeaderList } from '../wire/capture.ts';
import { BINARY, CHUNK, DROPPED } from '../wire/capture.ts';
import { BodyText } from './body-text.ts';
import type { Exchange } from './exchange.ts';
import type { ChooseFramer, Framed, Framer } from './framer.ts';
import { INCOMPLETE, type Row } from './message-log.ts';

interface Framing {
  framer: Framer;
  /** Where the text of a body without framing is decoded piece by piece. */
  time: number;
}

const TEXTUAL =
  /^(text\/|application\/(json|.*\+json|xml|.*\+xml|javascript|ecmascript|x-www-form-urlencoded|graphql|x-ndjson|jsonl)\b)/i;

const headerOf = (headers: HeaderList, name: string): string =>
  headers.find(([n]) => n.toLowerCase() === name)?.[1] ?? '';

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true });

export class Bodies {
  readonly #framings = new Map<string, Framing>();
  readonly #texts = new Map<string, { text: BodyText; time: number }>();
  /** Bodies of which a piece is missing since the last framed message. */
  readonly #torn = new Set<string>();
  readonly #chooseFramer: ChooseFramer;
  readonly #tell: (exchange: Exchange, row: Row) => void;

  /** `tell` takes each message. */
  constructor(chooseFramer: ChooseFramer, tell: (exchange: Exchange, row: Row) => void) {
    this.#chooseFramer = chooseFramer;
    this.#tell = tell;
  }

  /** A chunk goes through the framing of its body; what has none is shown as it came. */
  append(exchange: Exchange, row: Row): void {
    if (row.flags & DROPPED) this.tear(exchange);
    const type = exchange.response ? headerOf(exchange.response.headers, 'content-type') : '';
    let framing = this.#framings.get(exchange.id);
    if (!framing) {
      const framer = this.#chooseFramer(type);
      if (framer) {
        framing = { framer, time: row.time };
        this.#framings.set(exchange.id, framing);
        exchange.framing = framer.name;
      }
    }
    if (framing && !(row.flags & DROPPED)) {
      exchange.chunks.append(row);
      framing.time = row.time;
      this.#appendFramed(exchange, framing, framing.framer.push(this.#bytesOf(row)));
    } else if (row.block instanceof Uint8Array && (TEXTUAL.test(type) || (type === '' && this.#isText(row)))) {
      this.#tell(exchange, this.#asText(exchange, row, type));
    } else this.#tell(exchange, row);
  }

  #bytesOf(row: Row): Uint8Array {
    if (row.block instanceof Uint8Array) return row.block.subarray(row.start, row.start + row.length);
    return encoder.encode((row.block ?? '').slice(row.start, row.start + row.length));
  }

  /** Bytes of an undeclared type are text where they are UTF-8. */
  #isText(row: Row): boolean {
    try {
      return strict.decode(this.#bytesOf(row)).length > 0;
    } catch {
      return false;
    }
  }

  /** A character split over two chunks is shown in the chunk that completed it; `size` stays that of the chunk. */
  #asText(exchange: Exchange, row: Row, type: string): Row {
    let held = this.#texts.get(exchange.id);
    if (!held) {
      held = { text: new BodyText(/charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8'), time: row.time };
      this.#texts.set(exchange.id, held);
    }
    held.time = row.time;
    const block = held.text.push(this.#bytesOf(row));
    const flags = typeof block === 'string' ? row.flags & ~BINARY : row.flags;
    return { ...row, flags, block, start: 0, length: block.length };
  }

  /** No more comes to what was begun of a character. `at` in epoch ms; else the time of the piece that began it. */
  #endText(exchange: Exchange, at?: number): void {
    const held = this.#texts.get(exchange.id);
    this.#texts.delete(exchange.id);
    const block = held?.text.end();
    if (!held || !block) return;
    const time = at ?? held.time;
    const flags = CHUNK | INCOMPLETE;
    this.#tell(exchange, { time, flags, size: 0, block, start: 0, length: block.length });
  }

  #appendFramed(exchange: Exchange, framing: Framing, framed: Framed[], unfinished = false): void {
    for (const message of framed) {
      const binary = typeof message.data !== 'string';
      const incomplete = this.#torn.delete(exchange.id) || unfinished || message.incomplete;
      this.#tell(exchange, {
        time: framing.time,
        flags: (binary ? BINARY : 0) | (incomplete ? INCOMPLETE : 0),
        size: message.size,
        block: message.data,
        start: 0,
        length: message.data.length,
        ...(message.event && { event: message.event }),
      });
    }
  }

  /**
   * A piece of the response body is missing here. No message is put together from what comes before and after it: what
   * the framing holds is incomplete, and so may be the first message that follows.
   */
  tear(exchange: Exchange): void {
    const framing = this.#framings.get(exchange.id);
    if (framing) this.#appendFramed(exchange, framing, framing.framer.end(), true);
    this.#framings.delete(exchange.id);
    this.#endText(exchange);
    this.#torn.add(exchange.id);
  }

  /** The response body is over; what the framing still holds becomes messages. `time` in epoch ms. */
  finish(exchange: Exchange, time: number): void {
    const framing = this.#framings.get(exchange.id);
    if (framing) this.#appendFramed(exchange, framing, framing.framer.end());
    this.#framings.delete(exchange.id);
    this.#torn.delete(exchange.id);
    this.#endText(exchange, time);
  }
}
