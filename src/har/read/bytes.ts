// Any source of bytes as UTF-8 JSON text: unpacked, without BOM, in pieces that are not too large.

export type Source = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Largest piece handed on, so that the reader can breathe. */
const PIECE = 256 * 1024;

/** What the first bytes say that the file is. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gzip' | 'zip';

const STARTS: [Encoding, number[]][] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0x7b, 0x00]],
  ['utf-16be', [0x00, 0x7b]],
];

function encodingOf(head: Uint8Array): Encoding {
  const found = STARTS.find(([, start]) => start.every((byte, i) => head[i] === byte));
  return found?.[0] ?? 'utf-8';
}

/** The pieces of a source; it is cancelled when its reader stops. */
export async function* iterate(source: Source): AsyncGenerator<Uint8Array> {
  if (Symbol.asyncIterator in source) yield* source;
  else {
    const reader = (source as ReadableStream<Uint8Array>).getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }
}

/** The first four bytes at least, or all there are, as one piece; then the rest. */
async function* withHead(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head = new Uint8Array(0);
  for await (const piece of source) {
    if (head.length >= 4) {
      yield piece;
      continue;
    }
    const whole = new Uint8Array(head.length + piece.length);
    whole.set(head);
    whole.set(piece, head.length);
    head = whole;
    if (head.length >= 4) yield head;
  }
  if (head.length < 4) yield head;
}

async function* unpacked(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new ReadableStream<BufferSource>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await source.return(undefined);
    },
  });
  yield* iterate(stream.pipeThrough(new DecompressionStream('gzip')) as ReadableStream<Uint8Array>);
}

async function* fromUtf16(source: AsyncGenerator<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const piece of source) yield encoder.encode(decoder.decode(piece, { stream: true }));
  yield encoder.encode(decoder.decode());
}

async function* pieces(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    for (let at = 0; at < piece.length; at += PIECE) yield piece.subarray(at, at + PIECE);
  }
}

/** UTF-8 in pieces. `counted` hears how many bytes of the source have been read; `unzip` gives the log in an archive. */
export async function* utf8Pieces(
  source: Source,
  counted: (bytes: number) => void,
  unzip: (source: AsyncGenerator<Uint8Array>) => AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  async function* counting(): AsyncGenerator<Uint8Array> {
    for await (const piece of iterate(source)) {
      read += piece.length;
      counted(read);
      yield piece;
    }
  }
  yield* decodedFrom(withHead(counting()), unzip, 0);
}

async function* decodedFrom(
  source: AsyncGenerator<Uint8Array>,
  unzip: (source: AsyncGenerator<Uint8Array>) => AsyncGenerator<Uint8Array>,
  depth: number,
): AsyncGenerator<Uint8Array> {
  const first = await source.next();
  const head = first.done ? new Uint8Array(0) : first.value;
  const encoding = encodingOf(head);
  async function* again(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* source;
  }
  // A file may be packed twice; one that is so for ever is not.
  if (encoding === 'gzip' && depth < 3) yield* decodedFrom(withHead(unpacked(again())), unzip, depth + 1);
  else if (encoding === 'zip' && depth < 3) yield* decodedFrom(withHead(unzip(again())), unzip, depth + 1);
  else if (encoding === 'utf-16le' || encoding === 'utf-16be') yield* pieces(fromUtf16(again(), encoding));
  else {
    const hasBom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    yield* pieces(hasBom ? withoutBom(again()) : again());
  }
}

async function* withoutBom(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const piece of source) {
    yield first ? piece.subarray(3) : piece;
    first = false;
  }
}
