// Two joined ends of a runtime.Port, for tests: the browser's edge in memory. Messages are copied as the browser copies
// them, a disconnect is heard by the other end only, and a port that is closed throws.

type Listener<T extends unknown[]> = (...args: T) => void;

class Signal<T extends unknown[]> {
  readonly #listeners: Listener<T>[] = [];
  addListener(listener: Listener<T>): void {
    this.#listeners.push(listener);
  }
  fire(...args: T): void {
    for (const listener of this.#listeners) listener(...args);
  }
}

export interface Sender {
  tab?: { id?: number };
  frameId?: number;
  url?: string;
  documentId?: string;
}

export class FakePort {
  readonly onMessage = new Signal<[message: unknown]>();
  readonly onDisconnect = new Signal<[]>();
  /** All that arrived at this end. */
  readonly got: unknown[] = [];
  open = true;
  other!: FakePort;

  constructor(
    readonly name: string,
    readonly sender?: Sender,
  ) {
    this.onMessage.addListener((message) => this.got.push(message));
  }

  postMessage(message: unknown): void {
    if (!this.open) throw new Error('Attempting to use a disconnected port object');
    this.other.onMessage.fire(structuredClone(message));
  }

  disconnect(): void {
    if (!this.open) return;
    this.open = false;
    this.other.open = false;
    this.other.onDisconnect.fire();
  }
}

/** `near` is the end of the one who connects, `far` that of the one who is connected to. */
export function portPair(name: string, sender?: Sender): { near: FakePort; far: FakePort } {
  const near = new FakePort(name);
  const far = new FakePort(name, sender);
  near.other = far;
  far.other = near;
  return { near, far };
}

export { Signal };
