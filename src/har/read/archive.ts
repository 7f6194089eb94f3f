// A log in a zip archive, as Playwright writes them: the HAR file is read, and the bodies that it names are beside it.
import { type Said, said } from './sentences.ts';
import { Zip, ZipError } from './zip.ts';

/** Largest archive, bytes: it is held in memory. */
const MOST_PACKED = 512 * 1024 * 1024;
/** Largest body of its own, bytes, as for a value within the log. */
export const MOST_ATTACHED = 256 * 1024 * 1024;

/** The bytes of a file that the log names; null where it is not there, or too large. */
export type Attachments = (name: string) => Promise<Uint8Array | null>;

/** All of a stream; null where it is longer than `most`. */
async function whole(source: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > most) return null;
    pieces.push(piece);
  }
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

const isLog = (name: string): boolean => /\.har$/i.test(name) && !name.startsWith('__MACOSX/');

export class Archive {
  #zip: Zip | null = null;
  #folder = '';
  /** Why nothing of it can be read; null where something can. */
  flaw: Said | null = null;

  /** The HAR file in the archive; nothing, with a flaw told, where there is none. */
  async *log(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      // An archive within an archive is nobody's log.
      const bytes = this.#zip ? null : await whole(source, MOST_PACKED);
      if (!bytes) throw new ZipError(`it is larger than ${MOST_PACKED / 1024 / 1024} MiB: unpack it.`);
      this.#zip = new Zip(bytes);
      const { names } = this.#zip;
      const name = names.find((each) => each === 'har.har') ?? names.find(isLog);
      if (name === undefined) {
        this.flaw = said('archiveWithoutLog');
        return;
      }
      this.#folder = name.slice(0, name.lastIndexOf('/') + 1);
      yield* this.#zip.read(name);
    } catch (error) {
      if (!(error instanceof ZipError)) throw error;
      this.flaw = said('archiveUnreadable', error.message);
    }
  }

  /** Null where the log is in no archive. */
  get attachments(): Attachments | null {
    const zip = this.#zip;
    return zip && ((name) => this.#read(zip, this.#folder + name));
  }

  async #read(zip: Zip, name: string): Promise<Uint8Array | null> {
    if (!zip.has(name)) return null;
    try {
      return await whole(zip.read(name), MOST_ATTACHED);
    } catch {
      // Broken, or packed in a way that we do not know.
      return null;
    }
  }
}
