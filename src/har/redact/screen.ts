// Single values as a screen may show them: the secrets that an export would replace, as dots, found without a log.
import { Fields } from './fields.ts';
import { defaultRules, type Rules, readRules } from './rules.ts';
import { type Scan, Scanner } from './scanner.ts';
import { Vault } from './vault.ts';

/** Stands for each secret, whatever its length. */
export const DOTS = '••••••';

/** UTF-16 units of a value that are looked at, and shown: a `data:` URL may have millions, and a screen has no room. */
const LONGEST = 20_000;

/** The beginning of a long value, cut where no secret goes on: what is cut in two is not known for one. */
export function headOf(value: string): string {
  if (value.length <= LONGEST) return value;
  const head = value.slice(0, LONGEST);
  const end = Math.max(...[...'&;,/? '].map((mark) => head.lastIndexOf(mark)));
  return `${head.slice(0, end > LONGEST / 2 ? end : LONGEST / 2)}…`;
}

const SCAN: Scan = { place: { entry: -1, words: '' }, known: true };

/** Rules as settings have them; those of a newer version cannot be read: then those of somebody who changed nothing hold. */
export function screenRules(saved: unknown): Rules {
  try {
    return { ...readRules(saved), keep: [] };
  } catch {
    return defaultRules();
  }
}

/** Hides secrets of values that belong together: what one of them gives away as a secret is hidden in all that follow. */
export class ScreenMask {
  readonly #fields: Fields;

  /** Patterns of the person's own that cannot be used are left out: the dialog for exports says what is wrong with them. */
  constructor(rules: Rules) {
    const scanner = scannerOf(rules) ?? scannerOf({ ...rules, extraPatterns: [] });
    if (!scanner) throw new Error('rules without patterns can always be used');
    this.#fields = new Fields(scanner, rules);
  }

  /** A URL, a sentence, a line of a stack. */
  text(value: string): string {
    return this.#fields.text(headOf(value), SCAN);
  }

  header(name: string, value: string): string {
    return this.#fields.header(name, headOf(value), SCAN);
  }

  cookie(name: string, value: string): string {
    return this.#fields.cookie(name, headOf(value), SCAN);
  }

  /** Subprotocols of a WebSocket. */
  subprotocols(offered: readonly string[]): string[] {
    return this.#fields.subprotocols(offered, SCAN);
  }
}

function scannerOf(rules: Rules): Scanner | null {
  try {
    return new Scanner(rules, new Vault([], () => DOTS), () => performance.now());
  } catch {
    return null;
  }
}
