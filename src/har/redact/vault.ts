// The secrets found so far: each with its placeholder, where it was found, and the literals by which it is found again.
import { type Form, formsOf } from './forms.ts';
import { Matcher } from './search.ts';
import { isNothing, isWeak } from './values.ts';
import { readingsOf } from './view.ts';

/** Where something stands: `entry` counts from 0 in the order of learning, -1 for what belongs to no entry. */
export interface Place {
  entry: number;
  /** `request header authorization`, `message 17` … */
  words: string;
}

export interface Finding {
  /** `token-1`: the name in the placeholder. */
  id: string;
  kind: string;
  /** `[redacted:token-1]`; says nothing of the secret, not even its length. */
  placeholder: string;
  /** A few characters for the person who decides; never for a file. */
  preview: string;
  /** The first places, at most {@link MOST_PLACES}. */
  places: Place[];
  /** How often a detector found it. Copies that only the search for known secrets finds are not in it. */
  count: number;
  /** Whether it is replaced in its own place only, since it is short or an everyday word. */
  own: boolean;
  /** Whether the rules keep it as it is. */
  kept: boolean;
}

const MOST_PLACES = 50;
/** From so many secrets on (each message has its own token) new ones are searched for as they are, not encoded. */
const MOST_ENCODED = 20_000;

/** Literals of the secrets that are to be replaced everywhere. */
export interface Index {
  matcher: Matcher;
  forms: { form: Form; secret: Finding }[];
  /** UTF-16 units of the longest literal. */
  longest: number;
}

/** Shows enough to recognise a secret that one knows, too little to use it. */
function previewOf(value: string): string {
  const shown = value.length >= 24 ? 4 : value.length >= 12 ? 2 : 0;
  const text = value.replace(/\s+/g, ' ');
  return `${text.slice(0, shown)}…${shown ? text.slice(-2) : ''} (${value.length})`;
}

export class Vault {
  readonly findings: Finding[] = [];
  /** Whether what is found counts. Off while applying: it was counted before. */
  learning = true;
  readonly #byReading = new Map<string, Finding>();
  readonly #readings = new Map<Finding, Set<string>>();
  readonly #counters = new Map<string, number>();
  readonly #keep: ReadonlySet<string>;
  readonly #placeholder: (id: string) => string;
  #index: Index | null = null;
  /** Readings in force when the index was made. */
  #indexed = 0;

  /** `placeholder` makes what stands for a secret from its id. */
  constructor(keep: readonly string[], placeholder: (id: string) => string = (id) => `[redacted:${id}]`) {
    this.#keep = new Set(keep);
    this.#placeholder = placeholder;
  }

  /** The secret that this value is, as it was read or with its escapes taken away. */
  find(value: string): Finding | undefined {
    return this.#byReading.get(value);
  }

  /** Takes note of a secret. Null where there is nothing to hide. `also`: what else the value may mean, as written. */
  add(kind: string, value: string, place: Place, also: readonly string[] = []): Finding | null {
    if (isNothing(value)) return null;
    let finding = this.#byReading.get(value);
    const first = finding === undefined;
    // Known, but not yet by all that it may mean here.
    if (!finding || also.some((reading) => !this.#byReading.has(reading))) {
      const readings = [value, ...also].flatMap(readingsOf).filter((reading) => !isNothing(reading));
      // A private key without its armour, or on one line.
      const armoured = /-----BEGIN [^-]+-----([^-]+)/.exec(readings.at(-1) ?? '')?.[1];
      if (armoured) readings.unshift(armoured.trim(), armoured.replace(/\s+/g, ''));
      const known = readings.find((reading) => this.#byReading.has(reading));
      finding = known === undefined ? this.#create(kind, readings.at(-1) ?? value) : this.#byReading.get(known);
      if (!finding) return null;
      for (const reading of readings) this.#attach(finding, reading);
    }
    // Found as a password what was only a cookie before: now it is worth a search.
    if (finding.own && kind !== finding.kind && !isWeak(value, kind)) {
      finding.own = false;
      this.#indexed = -1;
    }
    if (!first && !this.learning) return finding;
    finding.count++;
    if (finding.places.length < MOST_PLACES) finding.places.push(place);
    return finding;
  }

  #create(kind: string, value: string): Finding {
    const number = (this.#counters.get(kind) ?? 0) + 1;
    this.#counters.set(kind, number);
    const id = `${kind}-${number}`;
    const finding: Finding = {
      id,
      kind,
      placeholder: this.#placeholder(id),
      preview: previewOf(value),
      places: [],
      count: 0,
      own: isWeak(value, kind),
      kept: this.#keep.has(id),
    };
    this.findings.push(finding);
    this.#readings.set(finding, new Set());
    return finding;
  }

  #attach(finding: Finding, reading: string): void {
    if (this.#byReading.has(reading)) return;
    this.#byReading.set(reading, finding);
    this.#readings.get(finding)?.add(reading);
  }

  /** The literals of all secrets; made anew when enough has been learned since. Null where there are none. */
  index(): Index | null {
    // Once for a few, then each time that a tenth more are known: the sum of the work stays linear.
    const grown = this.#byReading.size - this.#indexed;
    if (this.#indexed < 0 || (grown > 0 && grown * 10 >= this.#indexed)) this.#build();
    return this.#index;
  }

  #build(): void {
    const forms: Index['forms'] = [];
    let longest = 0;
    let count = 0;
    for (const [secret, readings] of this.#readings) {
      if (secret.own || secret.kept) continue;
      count++;
      for (const reading of readings) {
        if (isWeak(reading, secret.kind)) continue;
        for (const form of formsOf(reading, count <= MOST_ENCODED)) {
          forms.push({ form, secret });
          longest = Math.max(longest, form.literal.length);
        }
      }
    }
    const literals = forms.map(({ form }) => form.literal);
    this.#index = forms.length > 0 ? { matcher: new Matcher(literals), forms, longest } : null;
    this.#indexed = this.#byReading.size;
  }
}
