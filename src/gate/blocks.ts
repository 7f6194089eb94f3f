// Cuts a body into the pieces that carry one message each, byte by byte as they came, and writes edited ones.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import { bytesOf, joined } from '../stage/own.ts';

/** All bytes of one message, delimiters included. */
export interface Block {
  bytes: Uint8Array<ArrayBuffer>;
  /** Null where a page is told nothing: comments, reconnection times, blank lines. */
  message: { name: string; data: string } | null;
}

/** One body. The blocks of all calls together are its bytes. */
export interface Splitter {
  /** What this chunk completed. */
  push(chunk: Uint8Array): Block[];
  /** What was left unfinished. */
  end(): Block[];
  /** A block with other data: text, or bytes for a line. */
  edited(block: Block, data: string | ArrayBuffer): Uint8Array<ArrayBuffer>;
}

const [LF, CR] = [0x0a, 0x0d];
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** @param over tells behind which bytes a block is over: called with each byte and the one behind it (-1 unknown) */
function splitter(
  over: (byte: number, next: number) => boolean,
  messageOf: (bytes: Uint8Array, whole: boolean) => Block['message'],
  edited: Splitter['edited'],
): Splitter {
  let carry: Uint8Array[] = [];
  const block = (bytes: Uint8Array<ArrayBuffer>, whole: boolean): Block => ({
    bytes,
    message: messageOf(bytes, whole),
  });
  return {
    edited,
    push(chunk) {
      const blocks: Block[] = [];
      let from = 0;
      for (let i = 0; i < chunk.length; i++) {
        if (!over(chunk[i] as number, chunk[i + 1] ?? -1)) continue;
        blocks.push(block(joined([...carry, chunk.subarray(from, i + 1)]), true));
        carry = [];
        from = i + 1;
      }
      if (from < chunk.length) carry.push(chunk.slice(from));
      return blocks;
    },
    end() {
      const rest = joined(carry);
      carry = [];
      return rest.length > 0 ? [block(rest, false)] : [];
    },
  };
}

const LINE_END = /\r\n|\r|\n/;

function eventOf(text: string, whole: boolean): Block['message'] {
  // The end of the stream does not dispatch what is unfinished.
  if (!whole) return null;
  let name = '';
  const data: string[] = [];
  for (const line of text.split(LINE_END)) {
    const [, field, value] = /^(data|event)(?:: ?|$)(.*)$/s.exec(line) ?? [];
    if (field === 'data') data.push(value as string);
    else if (field === 'event') name = value as string;
  }
  return data.length > 0 ? { name: name || 'message', data: data.join('\n') } : null;
}

function editedEvent({ bytes }: Block, data: string | ArrayBuffer): Uint8Array<ArrayBuffer> {
  const text = decoder.decode(bytes);
  const eol = LINE_END.exec(text)?.[0] ?? '\n';
  const others = text.split(LINE_END).filter((line) => line !== '' && !/^data(:|$)/.test(line));
  const lines = (typeof data === 'string' ? data : decoder.decode(data)).split(LINE_END);
  return bytesOf([...others, ...lines.map((line) => `data: ${line}`), '', ''].join(eol));
}

/** Events of an event stream: each is over behind its blank line. */
export function eventBlocks(): Splitter {
  let blank = true;
  let afterCr = false;
  let closing = false;
  const over = (byte: number, next: number): boolean => {
    const wasCr = afterCr;
    afterCr = byte === CR;
    // The second half of a CR LF.
    if (byte === LF && wasCr) {
      const ends = closing;
      closing = false;
      return ends;
    }
    if (byte !== LF && byte !== CR) {
      blank = false;
      return false;
    }
    const ends = blank;
    blank = true;
    closing = ends && byte === CR && next === LF;
    return ends && !closing;
  };
  let begun = false;
  const messageOf = (bytes: Uint8Array, whole: boolean): Block['message'] => {
    const text = decoder.decode(bytes);
    // One at the beginning of the stream says nothing.
    const bom = !begun && text.startsWith('\uFEFF');
    begun = true;
    return eventOf(bom ? text.slice(1) : text, whole);
  };
  return splitter(over, messageOf, editedEvent);
}

function lineOf(bytes: Uint8Array): Block['message'] {
  const data = decoder.decode(bytes).trim();
  return data === '' ? null : { name: '', data };
}

/** Lines, as of newline-delimited JSON; the last one needs no line end. */
export const lineBlocks = (): Splitter =>
  splitter(
    (byte) => byte === LF,
    lineOf,
    (_, data) => joined([typeof data === 'string' ? bytesOf(data) : new Uint8Array(data), Uint8Array.of(LF)]),
  );

const LINES = /^application\/(x-)?(ndjson|jsonl|json-?lines|json-stream)$/;

/** How bodies of this content type are cut; null where they are not. */
export function splitterFor(contentType: string): Splitter | null {
  const type = (contentType.split(';', 1)[0] as string).trim().toLowerCase();
  if (type === 'text/event-stream') return eventBlocks();
  return LINES.test(type) ? lineBlocks() : null;
}
