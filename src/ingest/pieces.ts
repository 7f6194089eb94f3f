// Puts one large message together from the parts in which it travels.
import { joined } from '../store/joined.ts';
import type { Part } from '../wire/capture.ts';

interface Begun {
  seq: number;
  units: number;
  data: (string | Uint8Array)[];
}

/** One message at a time. A resend starts again at offset 0, and last words come by two ports: what is here already is left out. */
export class Pieces {
  #begun: Begun | null = null;

  /** The whole payload with its last part; null while parts are missing; undefined for one that does not go on from what is here. */
  add(part: Part): string | Uint8Array | null | undefined {
    if (this.#begun?.seq === part.seq && part.offset < this.#begun.units) return null;
    if (part.offset === 0) this.#begun = { seq: part.seq, units: 0, data: [] };
    const begun = this.#begun;
    if (!begun || begun.seq !== part.seq || begun.units !== part.offset) {
      this.#begun = null;
      return undefined;
    }
    begun.data.push(part.data);
    begun.units += part.data.length;
    if (!part.last) return null;
    this.#begun = null;
    return typeof part.data === 'string' ? begun.data.join('') : joined(begun.data as Uint8Array[]);
  }
}
