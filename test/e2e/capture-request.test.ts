// fetch: what the page sends, in every form of body, as the server received it.
import { beforeAll, expect, it } from 'vitest';
import { bodyOf, inPage, inWorker, pathOf } from './compare.ts';
import { inEachBrowser } from './scene.ts';

type Way = (url: string) => Promise<unknown>;

/** Ways to send a body; each gives what the server gave back. `text` marks those whose message is text. */
const SEND: Record<string, { opcode: 'text' | 'binary'; way: Way }> = {
  'a string': {
    opcode: 'text',
    way: async (url) => (await fetch(url, { method: 'POST', body: 'grüße 🌍\0' })).text(),
  },
  'a string with lone surrogates': {
    opcode: 'text',
    way: async (url) => (await fetch(url, { method: 'POST', body: 'a\ud800b\udc00c' })).text(),
  },
  URLSearchParams: {
    opcode: 'text',
    way: async (url) =>
      (await fetch(url, { method: 'POST', body: new URLSearchParams({ a: '1 2', 'ü&': '=' }) })).text(),
  },
  'a Blob': {
    opcode: 'binary',
    way: async (url) =>
      (
        await fetch(url, { method: 'POST', body: new Blob(['blob', new Uint8Array([0, 255])], { type: 'x/y' }) })
      ).text(),
  },
  'an ArrayBuffer': {
    opcode: 'binary',
    way: async (url) => (await fetch(url, { method: 'POST', body: new Uint8Array([1, 0, 254, 255]).buffer })).text(),
  },
  'a typed view with an offset': {
    opcode: 'binary',
    way: async (url) => {
      const view = new Uint16Array(new Uint8Array([9, 9, 1, 2, 3, 4, 9, 9]).buffer, 2, 2);
      return (await fetch(url, { method: 'PUT', body: view })).text();
    },
  },
  'a DataView': {
    opcode: 'binary',
    way: async (url) => {
      const view = new DataView(new Uint8Array([9, 7, 8, 9]).buffer, 1, 2);
      return (await fetch(url, { method: 'PUT', body: view })).text();
    },
  },
  'a buffer that the page changes right after the call': {
    opcode: 'binary',
    way: async (url) => {
      const bytes = new Uint8Array([1, 2, 3]);
      const promise = fetch(url, { method: 'POST', body: bytes });
      bytes.fill(9);
      return (await promise).text();
    },
  },
  'an object with toString()': {
    opcode: 'text',
    way: async (url) => {
      const body = { toString: () => 'written by itself' } as never as string;
      return (await fetch(url, { method: 'POST', body })).text();
    },
  },
  'a method that becomes text': {
    opcode: 'text',
    way: async (url) => {
      const method = { toString: () => 'put' } as string;
      return (await fetch(url, { method, body: 'put by an object' })).text();
    },
  },
  'a function as init': {
    opcode: 'text',
    way: async (url) => {
      const init = Object.assign(() => {}, { method: 'POST', body: 'of a function' });
      return (await fetch(url, init as RequestInit)).text();
    },
  },
  'a number': {
    opcode: 'text',
    way: async (url) => (await fetch(url, { method: 'POST', body: 42 as never })).text(),
  },
  'a Request': {
    opcode: 'text',
    way: async (url) => (await fetch(new Request(url, { method: 'POST', body: 'in the Request' }))).text(),
  },
  'a Request with a Blob': {
    opcode: 'binary',
    way: async (url) => (await fetch(new Request(url, { method: 'POST', body: new Blob(['blob']) }))).text(),
  },
  'a Request and an init': {
    opcode: 'text',
    way: async (url) => {
      const request = new Request(url, { method: 'POST', body: 'not sent', headers: { 'x-a': '1' } });
      return (await fetch(request, { method: 'PUT', body: 'in the init' })).text();
    },
  },
  'a Request whose buffer the page changes before it is sent': {
    opcode: 'binary',
    way: async (url) => {
      const bytes = new Uint8Array([1, 2, 3]);
      const request = new Request(url, { method: 'POST', body: bytes });
      bytes.fill(9);
      return (await fetch(request)).text();
    },
  },
  'a Request whose buffer the page transfers before it is sent': {
    opcode: 'binary',
    way: async (url) => {
      const bytes = new Uint8Array([1, 2, 3]);
      const request = new Request(url, { method: 'POST', body: bytes });
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      return (await fetch(request)).text();
    },
  },
  'a Request whose URLSearchParams the page changes before it is sent': {
    opcode: 'text',
    way: async (url) => {
      const parameters = new URLSearchParams('a=1');
      const request = new Request(url, { method: 'POST', body: parameters });
      parameters.set('a', '2');
      return (await fetch(request.clone())).text();
    },
  },
  'a Request made of a Request': {
    opcode: 'text',
    way: async (url) => {
      const first = new Request(url, { method: 'POST', body: 'handed on' });
      return (await fetch(new Request(first, { headers: { 'x-b': '2' } }))).text();
    },
  },
  'the clone of a Request': {
    opcode: 'text',
    way: async (url) => {
      const request = new Request(url, { method: 'POST', body: 'cloned' });
      const copy = request.clone();
      return [await (await fetch(copy)).text(), request.bodyUsed, await request.text()];
    },
  },
};

inEachBrowser('a request body', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it.each(Object.entries(SEND))('is told as the server received it: %s', async (_, { way, opcode }) => {
    const path = pathOf('/upload');
    const seen = await inPage(scene, way, scene.servers.origin + path);
    const record = scene.servers.record.one(path);
    const exchange = await scene.exchange(path);
    const sent = (await scene.messages(exchange.id)).filter(({ direction }) => direction === 'sent');
    expect(bodyOf(sent, 'sent').toString('base64')).toBe(record.requestBody);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.opcode).toBe(opcode);
    const size = Buffer.from(record.requestBody, 'base64').length;
    expect(exchange).toMatchObject({ method: record.method, sent: 1, bytesSent: size, bytesReceived: size });
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.origin + pathOf('/upload')));
  });

  it.each([
    ['a method that is none', (url: string) => ({ url, method: 'A B' })],
    ['a GET', (url: string) => ({ url, method: 'GET' })],
    ['an address that is none', (url: string) => ({ url: url.replace('//', '//['), method: 'POST' })],
  ])('is not asked for, nor told, where the request is refused: %s', async (_, callOf) => {
    const path = pathOf('/upload');
    const call = callOf(scene.servers.origin + path);
    const asked = await scene.driver.page(async ({ url, method }) => {
      let asked = 0;
      const body = {
        toString() {
          asked++;
          return 'not sent';
        },
      } as string;
      await fetch(url, { method, body }).catch(() => {});
      return asked;
    }, call);
    const exchange = await scene.exchange(path);
    expect(exchange).toMatchObject({ readyState: 'failed', sent: asked });
    expect(asked).toBe(scene.browser === 'firefox' ? 1 : 0);
  });

  it('is told with its files where it is FormData; only the boundary is not the one sent', async () => {
    const path = pathOf('/upload');
    const way: Way = async (url) => {
      const form = new FormData();
      form.append('name', 'grüße\n');
      form.append('file', new File([new Uint8Array([0, 1, 255])], 'ä"1.bin', { type: 'a/b' }));
      const response = await fetch(url, { method: 'POST', body: form });
      return [...(await response.formData()).keys()];
    };
    expect(await inPage(scene, way, scene.servers.origin + path)).toEqual({ value: ['name', 'file'] });
    const exchange = await scene.exchange(path);
    const sent = bodyOf(await scene.messages(exchange.id), 'sent').toString('latin1');
    const got = Buffer.from(scene.servers.record.one(path).requestBody, 'base64').toString('latin1');
    const neutral = (body: string) => body.replaceAll(body.slice(2, body.indexOf('\r\n')), 'BOUNDARY');
    expect(neutral(sent)).toBe(neutral(got));
    expect(neutral(sent)).toContain('filename=');
    expect(exchange.sent).toBe(1);
  });

  it('that is a stream is told chunk by chunk, or refused as the platform refuses it', async () => {
    const path = pathOf('/upload');
    const way: Way = async (url) => {
      const encoder = new TextEncoder();
      const pieces = ['one', 'two', 'three'];
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const piece = pieces.shift();
          if (piece) controller.enqueue(encoder.encode(piece));
          else controller.close();
        },
      });
      const promise = fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
      const { locked } = body;
      return [locked, await (await promise).text()];
    };
    const seen = await inPage(scene, way, scene.servers.origin + path);
    // Chromium streams only over HTTP/2 and rejects here; Firefox knows no streams and sends their text.
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.origin + pathOf('/upload')));
    const exchange = await scene.exchange(path);
    const sent = bodyOf(await scene.messages(exchange.id), 'sent').toString('base64');
    if ('error' in seen) {
      expect(exchange).toMatchObject({ readyState: 'failed', status: 0, error: { kind: 'network', ...seen.error } });
    } else expect(sent).toBe(scene.servers.record.one(path).requestBody);
  });

  it('is not there for GET, and headers are told as the page gave them', async () => {
    const path = pathOf('/json');
    await scene.driver.page(
      async (url) => void (await (await fetch(url, { headers: { 'X-One': '1', 'x-two': 'a b' } })).text()),
      path,
    );
    const exchange = await scene.exchange(path);
    expect(exchange).toMatchObject({ sent: 0, bytesSent: 0, method: 'GET', url: scene.servers.origin + path });
    const { headers } = await scene.driver.panel((id) => window.streamscope.exchange(id).request, exchange.id);
    const got = scene.servers.record.one(path).requestHeaders;
    for (const [name, value] of [
      ['x-one', '1'],
      ['x-two', 'a b'],
    ] as const) {
      expect(headers.find(([given]) => given.toLowerCase() === name)?.[1]).toBe(value);
      expect(got[name]).toBe(value);
    }
  });

  it('is told as it was when a Request was made of FormData', async () => {
    const path = pathOf('/upload');
    await scene.driver.page(async (url) => {
      const form = new FormData();
      form.append('name', 'kept');
      const request = new Request(url, { method: 'POST', body: form });
      form.set('name', 'later');
      await (await fetch(request)).text();
    }, path);
    const { id } = await scene.exchange(path);
    const sent = bodyOf(await scene.messages(id), 'sent').toString('latin1');
    expect(sent).toContain('kept');
    expect(sent).not.toContain('later');
  });

  it('of a buffer that is detached is nothing, and the response is told', async () => {
    const path = pathOf('/upload');
    const text = await scene.driver.page(async (url) => {
      const bytes = new Uint8Array([1, 2, 3]);
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      return (await fetch(url, { method: 'POST', body: bytes.buffer })).text();
    }, path);
    expect(text).toBe('');
    expect(await scene.exchange(path)).toMatchObject({ status: 200, bytesSent: 0, error: null });
  });

  // Firefox sends the text of a stream.
  if (scene.browser === 'firefox') return;

  it('of a Request that is the init of another one is told', async () => {
    const path = pathOf('/upload');
    await scene.driver.page(async (url) => {
      const old = new Request('/elsewhere', { method: 'POST', body: 'goes elsewhere' });
      // Chromium streams only over HTTP/2, and refuses here.
      await fetch(new Request(url, old)).catch(() => {});
    }, path);
    const { id } = await scene.exchange(path);
    expect(bodyOf(await scene.messages(id), 'sent').toString()).toBe('goes elsewhere');
  });

  it('that is a stream in a Request is told to have gone unseen', async () => {
    const path = pathOf('/upload');
    await scene.driver.page(async (url) => {
      const body = new Blob(['streamed']).stream();
      const request = new Request(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
      if (body.locked) throw new Error('it is locked');
      await fetch(request).catch(() => {});
    }, path);
    const { id } = await scene.exchange(path, ({ endedDateTime }) => endedDateTime !== null);
    const sent = (await scene.messages(id)).filter(({ direction }) => direction === 'sent');
    expect(sent).toMatchObject([{ data: null }]);
  });
});
