// The decode service against its worker's code over a stand-in for the thread that clones messages as a real one does.
import { describe, expect, test } from 'vitest';
import { decodeNow } from './decode-now.ts';
import type { DecodeRequest } from './decoded.ts';
import { serve } from './serve.ts';
import { createDecodeService, type DecodeWorker } from './service.ts';
import type { ToWorker } from './worker-messages.ts';

/** A worker whose thread runs when the test says so. */
class ManualWorker extends EventTarget {
  readonly received: ToWorker[] = [];
  readonly #tasks: (() => void)[] = [];
  readonly #handle = serve({
    post: (answer) => this.dispatchEvent(new MessageEvent('message', { data: structuredClone(answer) })),
    later: (task) => this.#tasks.push(task),
  });

  postMessage(message: ToWorker, transfer: Transferable[] = []): void {
    const copy = structuredClone(message, { transfer });
    this.received.push(copy);
    this.#handle(copy);
  }

  /** Decodes all that waits; tells how many tasks it took. */
  run(): number {
    let tasks = 0;
    for (let task = this.#tasks.shift(); task; task = this.#tasks.shift()) {
      task();
      tasks++;
    }
    return tasks;
  }

  fail(type: 'error' | 'messageerror', message = ''): void {
    this.dispatchEvent(Object.assign(new Event(type), { message }));
  }
}

const start = () => {
  const worker = new ManualWorker();
  return { worker, service: createDecodeService(worker as unknown as DecodeWorker) };
};

const request = (data: string | Uint8Array, more: Partial<DecodeRequest> = {}): DecodeRequest => ({
  data,
  api: 'fetch',
  contentType: '',
  subprotocol: '',
  ...more,
});

describe('an answer', () => {
  test.each([
    ['JSON', request('{"a":[1,12345678901234567890]}')],
    ['text', request('ping')],
    ['bytes', request(Uint8Array.of(0, 1, 2))],
    ['bytes that are text', request(new TextEncoder().encode('héllo'))],
    ['an error', request('{', { contentType: 'application/json' })],
  ])('is what decoding here would give (%s)', async (_, asked) => {
    const { worker, service } = start();
    const answer = service.decode(asked);
    worker.run();
    expect(await answer).toEqual(decodeNow(asked));
  });

  test('goes to its own question', async () => {
    const { worker, service } = start();
    const answers = ['a', 'b', 'c'].map((data) => service.decode(request(data)));
    worker.run();
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });
});

test('a payload that is a view of a larger block is sent alone and stays usable', async () => {
  const { worker, service } = start();
  const block = new Uint8Array(1000).fill(0x61);
  const answer = service.decode(request(block.subarray(10, 13)));
  worker.run();
  expect((await answer).text).toBe('aaa');
  const [sent] = worker.received;
  expect(sent?.type === 'decode' && (sent.request.data as Uint8Array).buffer.byteLength).toBe(3);
  expect(block.length).toBe(1000);
});

describe('a request that is superseded', () => {
  test('settles at once and is not decoded', async () => {
    const { worker, service } = start();
    const old = new AbortController();
    const superseded = service.decode(request('old'), old.signal);
    const wanted = service.decode(request('new'));
    old.abort();
    expect(await superseded).toMatchObject({ text: 'old', error: { message: 'superseded' } });
    expect(worker.run()).toBe(1);
    expect((await wanted).text).toBe('new');
  });

  test('before it is sent is not sent', async () => {
    const { worker, service } = start();
    expect(await service.decode(request('a'), AbortSignal.abort())).toMatchObject({ error: { message: 'superseded' } });
    expect(worker.received).toEqual([]);
  });

  test('after its answer changes nothing', async () => {
    const { worker, service } = start();
    const controller = new AbortController();
    const answer = service.decode(request('a'), controller.signal);
    worker.run();
    controller.abort();
    expect((await answer).error).toBeUndefined();
    expect(worker.received.length).toBe(1);
  });
});

describe('a worker that fails', () => {
  test('makes every answer an error beside the raw payload', async () => {
    const { worker, service } = start();
    const open = service.decode(request('{"a":1}'));
    worker.fail('error', 'out of memory');
    const error = { message: 'the decode worker stopped: out of memory' };
    expect(await open).toEqual({ decoder: 'text', confidence: 0, preview: '{"a":1}', text: '{"a":1}', error });
    expect(await service.decode(request(Uint8Array.of(255)))).toMatchObject({ decoder: 'hex', preview: 'ff', error });
  });

  test('to make one answer readable goes on with the next', async () => {
    const { worker, service } = start();
    const unread = service.decode(request('a'));
    worker.fail('messageerror');
    expect((await unread).error?.message).toContain('could not be read');
    const next = service.decode(request('b'));
    worker.run();
    expect((await next).error).toBeUndefined();
  });

  test('to take a request settles it', async () => {
    const { service } = start();
    const answer = await service.decode({ ...request('a'), extra: () => 1 } as unknown as DecodeRequest);
    expect(answer.error?.message).toContain('cannot be sent');
  });
});
