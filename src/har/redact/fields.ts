// Values that have a name beside them in HAR: headers, cookies, parameters. The name decides; the rest is text.
import { spacedReadings } from './forms.ts';
import { SCHEME } from './keyed.ts';
import { judgeHeader, type NameVerdict } from './names.ts';
import type { Rules } from './rules.ts';
import type { Scan, Scanner } from './scanner.ts';
import { isNothing, looksRandom } from './values.ts';

const PAIR = /(^|;\s*)([^=;\s]+)(\s*=\s*"?)([^;"]*)/g;
/** What a subprotocol is called when the next one is a token. */
const TOKEN_FOLLOWS =
  /^(?:bearer|access[_-]?token|auth(?:orization)?|token|jwt|api[_-]?key|ticket|session|base64\.bearer.*)$/i;

/** Reads named values; each method returns the value as it may leave. */
export class Fields {
  readonly #scanner: Scanner;
  readonly #rules: Rules;
  readonly #extraHeaders: ReadonlySet<string>;

  constructor(scanner: Scanner, rules: Rules) {
    this.#scanner = scanner;
    this.#rules = rules;
    this.#extraHeaders = new Set(rules.extraHeaders.map((name) => name.toLowerCase()));
  }

  header(name: string, value: string, scan: Scan): string {
    const { detectors } = this.#rules;
    const lower = name.toLowerCase();
    if (lower === 'cookie' || lower === 'cookie2') return this.#cookies(value, scan);
    if (lower === 'set-cookie' || lower === 'set-cookie2') return this.#setCookie(value, scan);
    if (lower === 'sec-websocket-protocol') return this.subprotocols(value.split(','), scan).join(',');
    const extra = this.#extraHeaders.has(lower);
    const verdict: NameVerdict | null = extra
      ? { kind: 'custom', when: 'always' }
      : detectors.headers
        ? judgeHeader(name, this.#scanner.names)
        : null;
    return this.#value(value, verdict, scan);
  }

  /** A parameter of a query or form, a field of multipart data, a member of an object that HAR does not know. */
  parameter(name: string, value: string, scan: Scan): string {
    const verdict = this.#rules.detectors.names ? this.#scanner.names.judge(name) : null;
    return this.#value(value, verdict, scan, spacedReadings(value));
  }

  cookie(name: string, value: string, scan: Scan): string {
    if (!this.#rules.detectors.cookies) return this.text(value, scan);
    const kind = this.#scanner.names.judge(name)?.kind ?? 'cookie';
    return this.#value(value, { kind, when: 'always' }, scan);
  }

  text(value: string, scan: Scan): string {
    return this.#scanner.text(value, scan)?.apply(value) ?? value;
  }

  /** Subprotocols offered: some servers take the token as one of them, or as the end of one. */
  subprotocols(offered: readonly string[], scan: Scan): string[] {
    let expected = false;
    return offered.map((item) => {
      const protocol = item.trim();
      const dot = protocol.lastIndexOf(
        '.',
        protocol.split('.').length > 3 && protocol.includes('eyJ') ? protocol.indexOf('eyJ') : undefined,
      );
      const last = protocol.slice(dot + 1);
      const value = expected || looksRandom(protocol, 16) ? protocol : looksRandom(last, 16) ? last : '';
      expected = TOKEN_FOLLOWS.test(protocol);
      if (!this.#rules.detectors.subprotocols || !value || isNothing(value)) return this.text(item, scan);
      const before = item.slice(0, item.indexOf(value));
      const inner = this.#scanner.text(value, scan);
      // A known shape within it (`key.sk-…`) says better where the secret begins.
      if (inner && inner.list().length > 0) return before + inner.apply(value);
      return before + this.#whole('token', value, scan, []);
    });
  }

  #cookies(value: string, scan: Scan): string {
    return value.replace(PAIR, (_, before: string, name: string, equals: string, content: string) => {
      const words = `${scan.place.words}, ${name}`;
      const place = { ...scan.place, words };
      return before + name + equals + this.cookie(name, content.trimEnd(), { ...scan, place });
    });
  }

  /** The value of the first pair of each line; attributes stay. */
  #setCookie(value: string, scan: Scan): string {
    return value
      .split('\n')
      .map((line) => {
        const end = line.indexOf(';') < 0 ? line.length : line.indexOf(';');
        return this.#cookies(line.slice(0, end), scan) + this.text(line.slice(end), scan);
      })
      .join('\n');
  }

  #value(value: string, verdict: NameVerdict | null, scan: Scan, also: string[] = []): string {
    if (!verdict || !holds(verdict, value) || isNothing(value)) return this.text(value, scan);
    const scheme = SCHEME.exec(value)?.[0] ?? '';
    const credentials = value.slice(scheme.length);
    const out = this.#whole(verdict.kind, credentials, scan, also);
    this.#within(scheme, credentials, scan);
    return scheme + out;
  }

  /** Replaces all of a value. */
  #whole(kind: string, value: string, scan: Scan, also: string[]): string {
    const secret = this.#scanner.vault.add(kind, value, scan.place, also);
    if (!secret) return value;
    return secret.kept ? value : secret.placeholder;
  }

  /** Learns what a secret is made of: the password of `Basic`, the parameters of `Digest` and of signatures. */
  #within(scheme: string, credentials: string, scan: Scan): void {
    const { vault } = this.#scanner;
    if (/^basic\s/i.test(scheme)) {
      this.#scanner.basic(credentials, scan.place);
      return;
    }
    for (const [, name = '', value = ''] of credentials.matchAll(/(\w+)="?([^",\s]{8,})"?/g)) {
      if (/^(?:response|cnonce|nonce|signature|oauth_signature|oauth_token|mac|token|credential)$/i.test(name))
        vault.add('signature', value, scan.place);
    }
    if (credentials.length > 16) this.#scanner.text(credentials, { ...scan, known: false });
  }
}

/** Whether the value is of the sort that makes the name's verdict true. */
function holds({ when }: NameVerdict, value: string): boolean {
  if (when === 'random') return looksRandom(value, 8);
  return when === 'always' || (/\d/.test(value) && value.length <= 40);
}
