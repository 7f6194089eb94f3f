// Marionette, Firefox's own remote protocol: `<length>:<json>` frames over TCP, answers matched to commands by number.
import net from 'node:net';

interface Waiter {
  command: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

type Answer = [type: 1, id: number, error: { error: string; message: string } | null, result: unknown];

const COLON = 58;

/** @see https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html */
export class Marionette {
  readonly #socket: net.Socket;
  readonly #waiters = new Map<number, Waiter>();
  #count = 0;
  #buffer = Buffer.alloc(0);

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', (data) => this.#read(data));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('Firefox closed the connection')));
  }

  /** Connects to a Firefox that already listens. */
  static connect(port: number): Promise<Marionette> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(new Marionette(socket)));
      socket.once('error', reject);
    });
  }

  #read(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const colon = this.#buffer.indexOf(COLON);
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#buffer.subarray(0, colon));
      if (this.#buffer.length < end) return;
      const message: unknown = JSON.parse(this.#buffer.subarray(colon + 1, end).toString());
      this.#buffer = this.#buffer.subarray(end);
      // The only message that is no array is the greeting.
      if (Array.isArray(message)) this.#settle(message as Answer);
    }
  }

  #settle([, id, error, result]: Answer): void {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    if (error) waiter?.reject(new Error(`${waiter.command}: ${error.error}: ${error.message}`));
    else waiter?.resolve(result);
  }

  #fail(error: Error): void {
    for (const waiter of this.#waiters.values()) waiter.reject(new Error(`${waiter.command}: ${error.message}`));
    this.#waiters.clear();
  }

  /** Sends a command; Firefox works on several at a time. @throws what Firefox answers, with the command's name. */
  send(command: string, parameters: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error(`${command}: Firefox is gone`));
      this.#waiters.set(id, { command, resolve, reject });
      const body = Buffer.from(JSON.stringify([0, id, command, parameters]));
      this.#socket.write(Buffer.concat([Buffer.from(`${body.length}:`), body]));
    });
  }

  end(): void {
    this.#socket.destroy();
  }
}
