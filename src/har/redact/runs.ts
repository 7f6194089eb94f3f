// Where a text may hold something in base64 or hex: long runs of its letters whose beginning decodes to text.
// Looked for in every message, so it looks at few characters: a run of 16 has one at every sixteenth place.

/** Shorter ones are found by the literals of known secrets. */
const SHORTEST = 16;
/** NULs that a beginning may have: those of a length in four bytes. */
const MOST_NULS = 4;
/** Value of each base64 digit, standard or URL-safe; 255 for none. */
const DIGIT = new Uint8Array(128).fill(255);
for (const [i, c] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  DIGIT[c.charCodeAt(0)] = i;
DIGIT['-'.charCodeAt(0)] = 62;
DIGIT['_'.charCodeAt(0)] = 63;

const digitAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? (DIGIT[code] as number) : 255;
};

export interface Run {
  start: number;
  end: number;
  kind: 'base64' | 'hex';
}

/** The runs that may hold something, in order. */
export function findRuns(text: string, found: (run: Run) => void): void {
  for (let at = SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (digitAt(text, at) === 255) continue;
    let start = at;
    while (start > 0 && at - start < SHORTEST && digitAt(text, start - 1) !== 255) start--;
    let end = at + 1;
    while (end < text.length && digitAt(text, end) !== 255) end++;
    if (end - start >= SHORTEST) {
      if (isHex(text, start, end)) {
        if (hexHolds(text, start)) found({ start, end, kind: 'hex' });
      } else {
        // A path may stand before it: `/download/eyJ…`.
        const slash = start + text.slice(start, end).lastIndexOf('/') + 1;
        const from = base64Holds(text, start)
          ? start
          : slash > start && end - slash >= SHORTEST && base64Holds(text, slash)
            ? slash
            : -1;
        if (from >= 0) {
          while (text[end] === '=' && end - from < text.length) end++;
          found({ start: from, end, kind: 'base64' });
        }
      }
    }
    // The loop adds the length of a run: the next one begins behind the character that ended this one.
    at = end;
  }
}

function isHex(text: string, start: number, end: number): boolean {
  if ((end - start) % 2 !== 0) return false;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i) | 32;
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return true;
}

/** Reads bytes one by one and says whether they can begin a text, UTF-16, or compressed data. */
class Beginning {
  #count = 0;
  #first = 0;
  #continuations = 0;
  #wide = true;
  #narrow = true;
  #nuls = 0;
  #wideNuls = 0;

  /** False as soon as it can be none of these. */
  push(byte: number): boolean {
    const at = this.#count++;
    if (at === 0) this.#first = byte;
    if (
      at === 1 &&
      ((this.#first === 0x1f && byte === 0x8b) || (this.#first === 0x78 && ((0x78 << 8) | byte) % 31 === 0))
    )
      this.compressed = true;
    if (this.compressed) return true;
    this.#narrow &&= byte === 0 ? this.#continuations === 0 && ++this.#nuls <= MOST_NULS : this.#utf8(byte);
    // ASCII as UTF-16 has every other byte 0, and a NUL both.
    if (at % 2 === 1) this.#wide &&= (byte === 0) !== (this.#first === 0) || (byte === 0 && ++this.#wideNuls < 2);
    else this.#first = byte;
    return this.#narrow || this.#wide || at === 0;
  }

  compressed = false;

  #utf8(byte: number): boolean {
    if (this.#continuations > 0) {
      this.#continuations--;
      return (byte & 0xc0) === 0x80;
    }
    if (byte < 0x80) return byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127);
    this.#continuations = byte < 0xc2 ? -1 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf5 ? 3 : -1;
    return this.#continuations > 0;
  }
}

function hexHolds(text: string, start: number): boolean {
  const beginning = new Beginning();
  for (let i = start; i < start + SHORTEST; i += 2) {
    if (!beginning.push(Number.parseInt(text.slice(i, i + 2), 16))) return false;
  }
  return true;
}

function base64Holds(text: string, start: number): boolean {
  const beginning = new Beginning();
  for (let i = start; i < start + SHORTEST; i += 4) {
    const group =
      (digitAt(text, i) << 18) | (digitAt(text, i + 1) << 12) | (digitAt(text, i + 2) << 6) | digitAt(text, i + 3);
    if (!beginning.push(group >> 16) || !beginning.push((group >> 8) & 255) || !beginning.push(group & 255))
      return false;
  }
  return true;
}
