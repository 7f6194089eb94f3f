// Takes the secrets out of a log before it leaves. Two passes: learn every entry, then apply to every entry, since a
// secret that only the last entry gives away as one must go from the first as well. docs/redaction.md says what is found.
import { EntryWalk } from './entry.ts';
import { Fields } from './fields.ts';
import { type Payload, PayloadStream } from './parts.ts';
import type { Rules } from './rules.ts';
import { Scanner } from './scanner.ts';
import { atOnce } from './steps.ts';
import { type Finding, Vault } from './vault.ts';

export type { Payload } from './parts.ts';
export type { Finding } from './vault.ts';

/** Payloads of one exchange, in order. */
export interface Payloads {
  /**
   * Takes the next payload. Returns those that are done, in the order in which they came: some are held back until it
   * is clear that no secret goes on in the next. The same object where nothing changed.
   */
  push(payload: Payload, words?: string): (string | Uint8Array)[];
  /** Those that were still held back. */
  end(): (string | Uint8Array)[];
}

export class Redactor {
  readonly #vault: Vault;
  readonly #scanner: Scanner;
  readonly #fields: Fields;
  readonly #walk: EntryWalk;
  #learned = 0;

  /**
   * @param now A clock in ms for the time limit of a person's own patterns.
   * @throws {PatternError} for a pattern of the rules that is wrong or may take too long.
   */
  constructor(rules: Rules, now: () => number = () => performance.now()) {
    this.#vault = new Vault(rules.keep);
    this.#scanner = new Scanner(rules, this.#vault, now);
    this.#fields = new Fields(this.#scanner, rules);
    this.#walk = new EntryWalk(this.#scanner, rules);
  }

  /** What was found so far, in order of first appearance. */
  get findings(): readonly Finding[] {
    return this.#vault.findings;
  }

  /** What a file may say of its redaction (`log._streamscope.redaction`): how many different secrets, of which kinds. */
  get summary(): { secrets: number; kinds: Record<string, number> } {
    const replaced = this.#vault.findings.filter((finding) => !finding.kept);
    const kinds: Record<string, number> = {};
    for (const { kind } of replaced) kinds[kind] = (kinds[kind] ?? 0) + 1;
    return { secrets: replaced.length, kinds };
  }

  /**
   * First pass, in steps. Yields how many messages were gone through since the last step, at most about 500.
   * `bodyRows`: how many of them stand in the bodies.
   */
  *learning<E extends object>(entry: E, bodyRows = 0): Generator<number, void> {
    this.#vault.learning = true;
    yield* this.#walk.walk(entry, this.#learned++, false, bodyRows);
  }

  /** First pass, at once. */
  learn<E extends object>(entry: E): void {
    atOnce(this.learning(entry));
  }

  /** Second pass, in steps as {@link learning}. Returns the entry as it may leave; the one given is not changed. */
  *applying<E extends object>(entry: E): Generator<number, E> {
    this.#vault.learning = false;
    return yield* this.#walk.walk(entry, -1, true);
  }

  /** Second pass, at once. Secrets that were never learned are found too, but only from here on. */
  apply<E extends object>(entry: E): E {
    return atOnce(this.applying(entry));
  }

  /** Learns from a value outside of the entries: a notice, the pages of a log. */
  learnValue(value: unknown, words: string): void {
    this.#vault.learning = true;
    this.#walk.value(value, words, false);
  }

  /** Such a value as it may leave. */
  applyValue<T>(value: T, words: string): T {
    this.#vault.learning = false;
    return this.#walk.value(value, words, true);
  }

  /** A text outside of HAR as it may leave: a cell of CSV, a line of NDJSON. */
  applyText(text: string, words: string): string {
    this.#vault.learning = false;
    return this.#fields.text(text, { place: { entry: -1, words }, known: true });
  }

  /** Bytes outside of HAR as they may leave: a body in a zip. The same object where nothing changed. */
  applyBytes(bytes: Uint8Array, words: string): Uint8Array {
    this.#vault.learning = false;
    return this.#scanner.bytes(bytes, { place: { entry: -1, words }, known: true, parts: true }) ?? bytes;
  }

  /** The payloads of one exchange, one by one, for formats other than HAR. `apply` false learns only. */
  payloads(apply: boolean): Payloads {
    const stream = new PayloadStream(this.#scanner);
    let count = 0;
    return {
      push: (payload, words) => {
        this.#vault.learning = !apply;
        const place = { entry: this.#learned, words: words ?? `message ${count++}` };
        return stream.push(payload, { place, known: apply });
      },
      end: () => stream.end(),
    };
  }
}

/** What redaction would replace in these entries, for a person to choose from. */
export function findSecrets(entries: Iterable<object>, rules: Rules): readonly Finding[] {
  const redactor = new Redactor(rules);
  for (const entry of entries) redactor.learn(entry);
  return redactor.findings;
}

/** Copies of the entries without their secrets. */
export function redactEntries<E extends object>(entries: readonly E[], rules: Rules): E[] {
  const redactor = new Redactor(rules);
  for (const entry of entries) redactor.learn(entry);
  return entries.map((entry) => redactor.apply(entry));
}
