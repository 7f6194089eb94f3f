// Holds the events of event streams, and lines of JSON, that the page gets by fetch(): it is given a stand-in whose body
// passes them on one by one. The server sees the demand of the page, its cancel and its abort as before.
// @see https://fetch.spec.whatwg.org/#fetch-method
import type { Subject } from '../hook/item.ts';
import type { Lent } from '../stage/lent.ts';
import { own } from '../stage/own.ts';
import { OURS } from '../wire/capture.ts';
import { type Block, type Splitter, splitterFor } from './blocks.ts';
import type { Keeper } from './keeper.ts';
import { Lane } from './lane.ts';

/** Reads a body, and has its messages held. */
class Passing {
  readonly #out: Uint8Array<ArrayBuffer>[] = [];
  readonly #lane = new Lane(null);
  #wake: () => void = () => {};
  #over = false;
  /** Row of the last chunk, and how many messages it has completed. */
  #row = -1;
  #nth = 0;
  #failed: { reason: unknown } | null = null;

  constructor(
    private readonly lent: Lent,
    private readonly keeper: Keeper,
    private readonly subject: Subject,
    private readonly url: string,
    private readonly splitter: Splitter,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
  ) {
    reader.closed.catch((reason: unknown) => this.#fail(reason));
  }

  /** The next bytes for the page; null at the end. Rejects as the body does. */
  async next(): Promise<Uint8Array<ArrayBuffer> | null> {
    for (;;) {
      const ready = this.#out.shift();
      if (ready) return ready;
      if (this.#lane.busy) await this.#change();
      else if (this.#failed) throw this.#failed.reason;
      else if (this.#over) return null;
      else await this.#read();
    }
  }

  /** The page wants no more of it. */
  cancel(reason: unknown): Promise<void> {
    this.#lane.discard(() => false);
    return this.reader.cancel(reason);
  }

  #change(): Promise<void> {
    return new Promise((wake) => {
      this.#wake = wake;
    });
  }

  /** An abort comes at once; a connection that broke, behind what it brought before. */
  #fail(reason: unknown): void {
    this.#failed = { reason };
    if (!(reason instanceof TypeError)) this.#lane.discard(() => false);
    this.#wake();
  }

  async #read(): Promise<void> {
    const { done, value } = await this.reader.read();
    const row = this.keeper.chunkOf(this.subject)?.seq ?? -1;
    if (row !== this.#row) this.#nth = 0;
    this.#row = row;
    const blocks = done ? this.splitter.end() : this.splitter.push(value);
    this.#over = done;
    for (const block of blocks) this.#pass(block);
  }

  #give(bytes: Uint8Array<ArrayBuffer>): void {
    this.#out.push(bytes);
    this.#wake();
  }

  #pass(block: Block): void {
    const { message } = block;
    const give = (): void => this.#give(block.bytes);
    const nth = message ? this.#nth++ : 0;
    const of = { direction: 'received', api: 'fetch', url: this.url } as const;
    if (message && this.#row >= 0 && this.keeper.holds({ ...of, ...message }))
      this.keeper.hold(this.#lane, {
        ...of,
        ...message,
        subject: this.subject,
        row: this.#row,
        nth,
        give,
        edit: (data) => {
          this.#tellEdited(message.name, data);
          this.#give(this.splitter.edited(block, data));
        },
        drop: () => this.#wake(),
      });
    else if (this.#lane.busy) this.keeper.follow(this.#lane, give);
    else give();
  }

  #tellEdited(name: string, data: string | ArrayBuffer): void {
    const { recorder, recordMessage } = this.lent;
    const row = this.keeper.rowIn(() => recordMessage(recorder, this.subject, OURS, data));
    if (row && name) row.item.name = name;
  }
}

/** What the page gets in place of a response; the response itself where nothing of it can be held. */
function standIn(lent: Lent, keeper: Keeper, response: Response, subject: Subject): Response {
  const { url, body, status, statusText, headers, redirected, type } = response;
  const splitter = body && !response.bodyUsed ? splitterFor(headers.get('content-type') ?? '') : null;
  const asked = url.split('#', 1)[0] as string;
  if (!body || !splitter || !keeper.mayHold({ direction: 'received', api: 'fetch', url: asked })) return response;
  const passing = new Passing(lent, keeper, subject, asked, splitter, body.getReader());
  const source: UnderlyingByteSource = {
    type: 'bytes',
    async pull(controller) {
      const bytes = await passing.next();
      if (bytes) return controller.enqueue(bytes);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => passing.cancel(reason),
  };
  const made = new Response(new ReadableStream(source, { highWaterMark: 0 }), { status, statusText, headers });
  own(made, { url: () => url, redirected: () => redirected, type: () => type });
  return made;
}

export function gateFetch(lent: Lent, keeper: Keeper): void {
  const { recorder } = lent;
  lent.patch(globalThis, 'fetch', (go, self, args: unknown[], above) => {
    if (!keeper.filter) return go(self, args);
    let subject: Subject | undefined;
    const { open } = recorder;
    recorder.open = (opening, time) => {
      subject = open.call(recorder, opening, time, above);
      return subject;
    };
    let promise: unknown;
    try {
      promise = go(self, args);
    } finally {
      delete (recorder as Partial<typeof recorder>).open;
    }
    const made = subject;
    if (!made || !(promise instanceof Promise)) return promise;
    return promise.then((response: Response) => standIn(lent, keeper, response, made));
  });
}
