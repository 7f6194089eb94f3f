// What a probe is: a look at the platform as a page's script takes it, told as JSON so that two runs can be compared.

/** A look; what it gives must be the same with and without the extension. */
export type Probe = () => unknown;
export type Probes = Record<string, Probe>;

// biome-ignore lint/complexity/noBannedTypes: a probe looks at functions of every kind
export type AnyFunction = Function;
export type Realm = Window & typeof globalThis;

/** How an attempt ended: all that a page can see of a value or an error. */
export interface Told {
  value?: string;
  error?: { name: string; message: string; kind: string; own: string[]; stack: string; at: string };
}

const { getOwnPropertyDescriptor, getOwnPropertyNames } = Object;

/** A value's kind and text, without a call into it. */
export function text(value: unknown): string {
  if (typeof value === 'function') return `function ${getOwnPropertyDescriptor(value, 'name')?.value}`;
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Members of a descriptor in their order, values as text. */
export function descriptorText(descriptor: PropertyDescriptor | undefined): string {
  if (!descriptor) return 'none';
  return Object.entries(descriptor)
    .map(([name, value]) => `${name}: ${text(value)}`)
    .join(', ');
}

/** All that can be seen of an error. */
function tellError(thrown: unknown): Told {
  if (typeof thrown !== 'object' || thrown === null) return { value: `threw ${text(thrown)}` };
  const error = thrown as Error;
  const own = getOwnPropertyNames(error);
  const at = error as unknown as Record<string, unknown>;
  const kinds = [TypeError, RangeError, SyntaxError, DOMException, Error];
  return {
    error: {
      name: error.name,
      message: error.message,
      kind: kinds.find((kind) => error instanceof kind)?.name ?? 'none of this realm',
      own: own.map((name) => {
        const { get, set, ...flags } = getOwnPropertyDescriptor(error, name) ?? {};
        return `${name} ${get ? 'get ' : ''}${set ? 'set ' : ''}${name === 'stack' || !('value' in flags) ? '' : text(flags.value)} ${flags.writable} ${flags.enumerable} ${flags.configurable}`;
      }),
      stack: `${error.stack}`,
      at: `${at.fileName}:${at.lineNumber}:${at.columnNumber}`,
    },
  };
}

/** Runs something and tells how it ended. A promise is only named: see `attemptLater`. */
export function attempt(run: () => unknown): Told {
  try {
    const value = run();
    if (value instanceof Promise) value.catch(() => {});
    return { value: text(value) };
  } catch (error) {
    return tellError(error);
  }
}

/** As `attempt`; a promise is followed to its end. */
export async function attemptLater(run: () => unknown): Promise<Told & { later?: Told }> {
  try {
    const value = run();
    if (!(value instanceof Promise)) return { value: text(value) };
    return {
      value: text(value),
      later: await value.then(
        (result: unknown) => ({ value: text(result) }),
        (reason: unknown) => tellError(reason),
      ),
    };
  } catch (error) {
    return tellError(error);
  }
}

/** An iframe of its own for a probe that leaves the realm changed; gone afterwards. */
export async function inFrame<T>(run: (realm: Realm) => T | Promise<T>): Promise<T> {
  const frame = document.createElement('iframe');
  frame.srcdoc = '<!doctype html><title>frame</title>';
  const loaded = new Promise((resolve) => {
    frame.onload = resolve;
  });
  document.documentElement.append(frame);
  await loaded;
  try {
    return await run(frame.contentWindow as Realm);
  } finally {
    frame.remove();
  }
}

/** The promise, or what is said after so many ms without it. */
export const within = <T>(ms: number, promise: Promise<T>): Promise<T | 'nothing'> =>
  Promise.race([promise, new Promise<'nothing'>((resolve) => setTimeout(resolve, ms, 'nothing'))]);

/** A turn of the event loop, or so many ms. */
export const turn = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
