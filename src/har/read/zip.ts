// A zip archive in memory: what is in it, and the bytes of one file after the other, unpacked as they are asked for.
// Zip64, encryption and methods other than deflate are told as what they are.
// @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

import { iterate } from './bytes.ts';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Length of the record at the end, without its comment, which can be as long as 16 bits say. */
const END_SIZE = 22;
const CENTRAL_SIZE = 46;
const LOCAL_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** What stands where zip64 has the value. */
const ELSEWHERE = 0xffffffff;

interface Entry {
  method: number;
  encrypted: boolean;
  /** Bytes as packed. */
  packed: number;
  /** Of its own header. */
  offset: number;
  /** CRC-32 of the bytes as unpacked. */
  checksum: number;
}

/** Why an archive or a file in it cannot be read, for a person. */
export class ZipError extends Error {}

export class Zip {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #entries = new Map<string, Entry>();

  /** @throws {ZipError} */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = this.#findEnd();
    const count = this.#view.getUint16(end + 10, true);
    let at = this.#view.getUint32(end + 16, true);
    if (at === ELSEWHERE || count === 0xffff) throw new ZipError('it is a zip64 archive.');
    for (let i = 0; i < count; i++) at = this.#takeEntry(at);
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  #findEnd(): number {
    const first = Math.max(0, this.#bytes.length - END_SIZE - 0xffff);
    for (let at = this.#bytes.length - END_SIZE; at >= first; at--) {
      if (this.#view.getUint32(at, true) === END) return at;
    }
    throw new ZipError('it is cut off or broken.');
  }

  #check(at: number, size: number, signature: number): void {
    if (at + size > this.#bytes.length || this.#view.getUint32(at, true) !== signature)
      throw new ZipError('it is cut off or broken.');
  }

  /** Gives where the next one begins. */
  #takeEntry(at: number): number {
    this.#check(at, CENTRAL_SIZE, CENTRAL);
    const view = this.#view;
    const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(this.#bytes.subarray(at + CENTRAL_SIZE, nameEnd));
    this.#entries.set(name, {
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & ENCRYPTED) !== 0,
      checksum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    return nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /**
   * The file's bytes in pieces.
   * @throws {ZipError} at once, where they cannot be had
   * @throws {Error} at the end, where they are not those that were packed
   */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(name);
    if (!entry) throw new ZipError(`there is no file ${JSON.stringify(name)} in it.`);
    let checksum = 0;
    for await (const piece of iterate(this.#unpacked(entry))) {
      checksum = crc32(piece, checksum);
      yield piece;
    }
    if (checksum !== entry.checksum) throw new Error('its checksum in the archive is another');
  }

  #unpacked({ method, encrypted, packed, offset }: Entry): ReadableStream<Uint8Array> {
    if (encrypted) throw new ZipError('it is encrypted.');
    if (method !== STORED && method !== DEFLATED) throw new ZipError(`its compression (${method}) is not known.`);
    if (packed === ELSEWHERE || offset === ELSEWHERE) throw new ZipError('it is a zip64 archive.');
    this.#check(offset, LOCAL_SIZE, LOCAL);
    const view = this.#view;
    const start = offset + LOCAL_SIZE + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    if (start + packed > this.#bytes.length) throw new ZipError('it is cut off or broken.');
    const data = piecesOf(this.#bytes.subarray(start, start + packed));
    return method === STORED ? data : data.pipeThrough(new DecompressionStream('deflate-raw'));
  }
}

const PIECE = 256 * 1024;

/** A stream of its own for each reader; pieces are made as they are asked for. */
function piecesOf(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + PIECE));
      at += PIECE;
    },
  });
}

/** For each byte, what it does to the checksum. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32 of bytes that follow those of `before`. @see https://www.rfc-editor.org/rfc/rfc1952#section-8 */
function crc32(bytes: Uint8Array, before: number): number {
  let rest = ~before;
  for (const byte of bytes) rest = (rest >>> 8) ^ (REMAINDERS[(rest ^ byte) & 0xff] as number);
  return ~rest >>> 0;
}
