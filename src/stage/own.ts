// Members of one object that stand in for those of its prototype: the recording's, not the platform's.

/** Read-only accessors, as quiet as can be: not enumerable, and gone where they are taken back. */
export function own(target: object, getters: Record<string, () => unknown>): void {
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(target, name, { get, configurable: true });
}

export function ownMethods(target: object, methods: Record<string, (...args: never[]) => unknown>): void {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }
}

/**
 * `onopen` and the like: the handler is called where it was first set among the listeners.
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes
 */
export function ownHandlers(target: EventTarget, types: readonly string[]): void {
  for (const type of types) {
    let handler: ((this: unknown, event: Event) => unknown) | null = null;
    let heard = false;
    Object.defineProperty(target, `on${type}`, {
      configurable: true,
      get: () => handler,
      set(given: unknown) {
        handler =
          typeof given === 'function' || (typeof given === 'object' && given) ? (given as typeof handler) : null;
        if (heard || !handler) return;
        heard = true;
        target.addEventListener(type, (event) => {
          if (typeof handler === 'function' && handler.call(target, event) === false) event.preventDefault();
        });
      },
    });
  }
}

/** An event target that is an `instanceof` the page's class, and that no connection belongs to. */
export const standIn = <T extends EventTarget>(prototype: object): T =>
  Object.setPrototypeOf(new EventTarget(), prototype) as T;

export const bytesOf = (data: string | Uint8Array): Uint8Array<ArrayBuffer> =>
  (typeof data === 'string' ? new TextEncoder().encode(data) : data) as Uint8Array<ArrayBuffer>;

export const textOf = (data: string | Uint8Array): string =>
  typeof data === 'string' ? data : new TextDecoder('utf-8', { ignoreBOM: true }).decode(data);

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
