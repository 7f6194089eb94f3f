// What the tripwires are made of: accessors and wrappers that note each touch while they listen.

export type Log = Record<string, number>;

/** Puts a noting accessor for each key into a prototype that has none of that name; `log` counts reads and writes. */
export function wire(owner: object, label: string, keys: PropertyKey[], log: Log, listening: () => boolean): void {
  const define = Reflect.defineProperty;
  const note = (what: string) => {
    if (listening) log[what] = (log[what] ?? 0) + (listening() ? 1 : 0);
  };
  for (const key of keys) {
    if (Reflect.getOwnPropertyDescriptor(owner, key)) continue;
    define(owner, key, {
      configurable: true,
      get: () => void note(`${label} get ${String(key)}`),
      set(this: object, value: unknown) {
        note(`${label} set ${String(key)}`);
        if (this !== owner) define(this, key, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

/** Wraps own accessors and methods of a prototype or namespace. */
export function wrapOwn(owner: object, label: string, log: Log, listening: () => boolean): void {
  for (const key of Reflect.ownKeys(owner)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
    if (!descriptor.configurable || key === 'constructor') continue;
    const note = () => {
      const name = `${label} ${String(key)}`;
      if (listening()) log[name] = (log[name] ?? 0) + 1;
    };
    const { value, get } = descriptor as { value?: unknown; get?: () => unknown };
    if (typeof value === 'function')
      descriptor.value = function (this: unknown, ...args: unknown[]) {
        note();
        return new.target ? Reflect.construct(value, args) : Reflect.apply(value, this, args);
      };
    else if (get)
      descriptor.get = function (this: unknown) {
        note();
        return Reflect.apply(get, this, []);
      };
    else continue;
    Reflect.defineProperty(owner, key, descriptor);
  }
}
