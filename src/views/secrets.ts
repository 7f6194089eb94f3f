// What the screen shows of secrets: nothing, unless a person wants to see them. One rule for every part of the panel:
// what an export would replace is shown as dots. Payloads are not touched: they are what one is here to read.
import { createMemo } from 'solid-js';
import { headOf, ScreenMask, screenRules } from '../har/redact/screen.ts';
import type { Exchange, ResponseRecord, WireRecord } from '../store/exchange.ts';
import type { LiveSettings } from './live.ts';

/** Values as they may be shown now; read reactively. */
export interface Mask {
  /** A URL, a sentence, a line of a stack. */
  text(value: string): string;
  header(name: string, value: string): string;
  cookie(name: string, value: string): string;
  subprotocols(offered: readonly string[]): readonly string[];
}

export interface Secrets {
  /** Whether they are shown as they are. */
  shown(): boolean;
  show(on: boolean): void;
  /** For values of this exchange: a secret of one of its headers is hidden in its URL, too. */
  of(exchange: Exchange): Mask;
  /** A text that belongs to no exchange, as it may be shown now. */
  text(value: string): string;
}

/** Values kept as they were found, before all of them are let go. */
const KEPT = 1000;
/** Masks that stay ready. Each may need 64 KiB to look for its secrets; a screen shows fewer exchanges. */
const READY = 200;

/** The mask of one exchange, which looks at each value once. */
class ExchangeMask implements Mask {
  readonly #make: () => ScreenMask;
  readonly #known = new Map<string, string>();
  #mask: ScreenMask | null = null;

  constructor(make: () => ScreenMask) {
    this.#make = make;
  }

  text(value: string): string {
    const head = headOf(value);
    return this.#once(`t${head}`, () => this.#ready().text(head));
  }

  header(name: string, value: string): string {
    const head = headOf(value);
    return this.#once(`h${name}\n${head}`, () => this.#ready().header(name, head));
  }

  cookie(name: string, value: string): string {
    const head = headOf(value);
    return this.#once(`c${name}\n${head}`, () => this.#ready().cookie(name, head));
  }

  subprotocols(offered: readonly string[]): string[] {
    return this.#ready().subprotocols(offered);
  }

  /** Lets go what it needs only for values that it has not seen yet. */
  rest(): void {
    this.#mask = null;
  }

  #ready(): ScreenMask {
    this.#mask ??= this.#make();
    return this.#mask;
  }

  #once(key: string, look: () => string): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = look();
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }
}

/** What of an exchange may have secrets that stand elsewhere, too. */
function learn(mask: ScreenMask, { url, request, response, wire }: Exchange): ScreenMask {
  const headers = [request.headers, response?.headers, wire?.requestHeaders, wire?.responseHeaders];
  for (const [name, value] of headers.flatMap((list) => list ?? [])) mask.header(name, value);
  for (const { name, value } of [...(wire?.requestCookies ?? []), ...(wire?.responseCookies ?? [])])
    mask.cookie(name, value);
  mask.subprotocols(request.protocols);
  mask.text(url);
  return mask;
}

/** A mask, and what of the exchange it was made from: facts of a request come bit by bit. */
interface Learned {
  mask: ExchangeMask;
  count: number;
  response: ResponseRecord | null;
  wire: WireRecord | null;
}

const isCurrent = (known: Learned, { request, response, wire }: Exchange): boolean =>
  known.count === request.headers.length && known.response === response && known.wire === wire;

/** The masks that certain rules make; each exchange's is made when something of it is shown. */
class Masks {
  readonly #rules: ReturnType<typeof screenRules>;
  readonly #known = new WeakMap<Exchange, Learned>();
  /** Weak, since a mask holds its exchange, which may be cleared. */
  readonly #ready: (WeakRef<ExchangeMask> | undefined)[] = [];
  #next = 0;
  readonly #texts = new Map<string, string>();

  constructor(saved: unknown) {
    this.#rules = screenRules(saved);
  }

  /** Of a value that has nothing to do with others. */
  text(value: string): string {
    const head = headOf(value);
    const text = this.#texts.get(head) ?? new ScreenMask(this.#rules).text(head);
    if (this.#texts.size >= KEPT) this.#texts.clear();
    this.#texts.set(head, text);
    return text;
  }

  of(exchange: Exchange): ExchangeMask {
    const known = this.#known.get(exchange);
    if (known && isCurrent(known, exchange)) return known.mask;
    const mask = new ExchangeMask(() => learn(new ScreenMask(this.#rules), exchange));
    const { request, response, wire } = exchange;
    this.#known.set(exchange, { mask, count: request.headers.length, response, wire });
    this.#ready[this.#next]?.deref()?.rest();
    this.#ready[this.#next] = new WeakRef(mask);
    this.#next = (this.#next + 1) % READY;
    return mask;
  }
}

const OPEN: Mask = {
  text: (value) => value,
  header: (_, value) => value,
  cookie: (_, value) => value,
  subprotocols: (offered) => offered,
};

/** Must be called under a Solid owner. */
export function createSecrets(settings: LiveSettings): Secrets {
  const shown = createMemo(() => settings.get('showSecrets'));
  const rules = createMemo(() => settings.get('redaction'));
  const masks = createMemo(() => new Masks(rules()));
  /** Asks anew each time which mask holds. */
  const following = (now: () => Mask): Mask => ({
    text: (value) => now().text(value),
    header: (name, value) => now().header(name, value),
    cookie: (name, value) => now().cookie(name, value),
    subprotocols: (offered) => now().subprotocols(offered),
  });
  return {
    shown,
    show: (on) => settings.set('showSecrets', on),
    of: (exchange) => following(() => (shown() ? OPEN : masks().of(exchange))),
    text: (value) => (shown() ? value : masks().text(value)),
  };
}
