// The text of a body that comes in pieces. Where it is none it stays bytes: nothing of it may be lost.
import { joined } from './joined.ts';

const NOTHING = new Uint8Array(0);

/** How many of the last bytes begin a character of UTF-8 that is not complete. */
function begun(bytes: Uint8Array): number {
  for (let i = 1; i <= 3 && i <= bytes.length; i++) {
    const byte = bytes[bytes.length - i] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > i ? i : 0;
  }
  return 0;
}

/** Labels that are none count as UTF-8. */
function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { ignoreBOM: true, fatal: /^utf-?8$/i.test(label) });
  } catch {
    return decoderOf('utf-8');
  }
}

export class BodyText {
  /** Null once it has shown that it is no text. */
  #decoder: TextDecoder | null;
  /** Beginning of a character that the next piece completes. */
  #rest: Uint8Array = NOTHING;

  /** `label`: of the charset that the server declared. */
  constructor(label: string) {
    this.#decoder = decoderOf(label);
  }

  /** A piece as text, a character split over two in the one that completes it; bytes where it is not UTF-8. */
  push(bytes: Uint8Array): string | Uint8Array {
    if (!this.#decoder) return bytes;
    const whole = this.#rest.length > 0 ? joined([this.#rest, bytes]) : bytes;
    try {
      const text = this.#decoder.decode(bytes, { stream: true });
      if (this.#decoder.fatal) this.#rest = whole.slice(whole.length - begun(whole));
      return text;
    } catch {
      this.#decoder = null;
      this.#rest = NOTHING;
      return whole;
    }
  }

  /** What is left where no more comes: U+FFFD for the beginning of a character, as the platform reads it; empty for none. */
  end(): string {
    if (this.#decoder?.fatal) return this.#rest.length > 0 ? '\ufffd' : '';
    return this.#decoder?.decode() ?? '';
  }
}
