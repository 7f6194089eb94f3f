// XMLHttpRequest: bodies in every form, synchronous and streaming use, progress.
import { beforeAll, expect, it } from 'vitest';
import { bodyOf, inPage, inWorker, pathOf, writtenBody } from './compare.ts';
import { inEachBrowser, isEnded } from './scene.ts';

type Way = (url: string) => Promise<unknown>;

const BODY = '{"text":"grüße 🌍","list":[1,2,3]}';

/** Ways to receive; each gives the bytes the page got. */
const RECEIVE: Record<string, (url: string) => Promise<number[]>> = {
  responseText: (url) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', url);
      xhr.onload = () => resolve([...new TextEncoder().encode(xhr.responseText)]);
      xhr.onerror = reject;
      xhr.send();
    }),
  'responseText, never read': (url) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', url);
      xhr.onload = () => fetch(url).then(async (response) => resolve([...(await response.bytes())]));
      xhr.onerror = reject;
      xhr.send();
    }),
  'response of type text, piece by piece': (url) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      let text = '';
      xhr.responseType = 'text';
      xhr.open('GET', url);
      xhr.onprogress = () => {
        text += (xhr.response as string).slice(text.length);
      };
      xhr.onload = () => resolve([...new TextEncoder().encode(text)]);
      xhr.onerror = reject;
      xhr.send();
    }),
  arraybuffer: (url) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', url);
      xhr.responseType = 'arraybuffer';
      xhr.onload = () => resolve([...new Uint8Array(xhr.response as ArrayBuffer)]);
      xhr.onerror = reject;
      xhr.send();
    }),
  blob: (url) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', url);
      xhr.responseType = 'blob';
      xhr.onload = async () => resolve([...new Uint8Array(await (xhr.response as Blob).arrayBuffer())]);
      xhr.onerror = reject;
      xhr.send();
    }),
  json: (url) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.responseType = 'json';
      xhr.open('GET', url);
      xhr.onload = () => resolve([...new TextEncoder().encode(JSON.stringify(xhr.response))]);
      xhr.onerror = reject;
      xhr.send();
    }),
  'a synchronous request': async (url) => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', url, false);
    xhr.send();
    return [...new TextEncoder().encode(xhr.responseText)];
  },
};

const SEND: Record<string, Way> = {
  'a string': (url) => post(url, 'grüße \ud800'),
  URLSearchParams: (url) => post(url, new URLSearchParams({ a: '1 2' })),
  'a Blob': (url) => post(url, new Blob(['blob', new Uint8Array([0, 255])])),
  'an ArrayBuffer': (url) => post(url, new Uint8Array([1, 0, 255]).buffer),
  'a view with an offset': (url) => post(url, new Uint8Array([9, 1, 2, 9]).subarray(1, 3)),
  nothing: (url) => post(url, null),
  'an object with toString()': (url) => post(url, { toString: () => 'by itself' }),
};

/** Stands in the page: what `SEND` calls. */
declare const post: (url: string, body: unknown) => Promise<string>;
const POST = `const post = (url, body) => new Promise((resolve, reject) => {
  const xhr = new XMLHttpRequest();
  xhr.open('POST', url);
  xhr.onload = () => resolve(xhr.responseText);
  xhr.onerror = reject;
  xhr.send(body);
});`;
const withPost = (way: Way): Way => new Function('url', `${POST} return (${way})(url);`) as Way;

inEachBrowser('an XMLHttpRequest', 'shared', (scene) => {
  beforeAll(() => scene.fresh());

  it.each(Object.entries(RECEIVE))('is told as the server wrote it: %s', async (_, way) => {
    const parameters = { type: 'application/json', body: BODY, cuts: '12,19', gap: 15 };
    const path = pathOf('/text', parameters);
    const seen = await inPage(scene, way, scene.servers.origin + path);
    const record = scene.servers.record.of(path)[0];
    if (!record) throw new Error('the server was not asked');
    expect(seen).toEqual({ value: [...writtenBody(record)] });
    expect(seen).toEqual(await inWorker(scene, way, scene.servers.origin + pathOf('/text', parameters)));
    const exchange = await scene.exchange(path);
    expect(exchange).toMatchObject({ api: 'xhr', method: 'GET', status: 200, readyState: 4, error: null, sent: 0 });
    expect(exchange.bytesReceived).toBe(record.bytes);
    expect(bodyOf(await scene.messages(exchange.id)).toString()).toBe(BODY);
  });

  it.each([
    ['text/html', '<!DOCTYPE html><title>a</title><p>grüße'],
    ['application/xml', '<r xmlns="urn:x">b<e/></r>'],
  ])('that gives a document is told as what the document is: %s', async (type, body) => {
    const path = pathOf('/text', { type, body });
    const seen = await scene.driver.page(
      (url) =>
        new Promise<string>((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', url);
          xhr.responseType = 'document';
          xhr.onload = () => resolve(new XMLSerializer().serializeToString(xhr.response));
          xhr.send();
        }),
      path,
    );
    expect(seen).toMatch(/grüße|<e ?\/>/);
    const [message] = await scene.messages((await scene.exchange(path)).id);
    expect(message).toMatchObject({ data: seen });
  });

  it('that gives JSON calls no toJSON of the page, and tells no text it does not know', async () => {
    const path = pathOf('/text', { body: '{"a":[1]}' });
    const calls = await scene.driver.page(async (url) => {
      const marked = Object.prototype as { toJSON?: unknown };
      let count = 0;
      marked.toJSON = () => ++count;
      const xhr = new XMLHttpRequest();
      xhr.open('GET', url);
      xhr.responseType = 'json';
      const loaded = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
      xhr.send();
      await loaded;
      delete marked.toJSON;
      return [count, xhr.response.a];
    }, path);
    expect(calls).toEqual([0, [1]]);
    const [message] = await scene.messages((await scene.exchange(path)).id);
    expect(message).toMatchObject({ data: null });
  });

  it.each(Object.entries(SEND))('sends as the server received it: %s', async (_, way) => {
    const path = pathOf('/upload');
    const seen = await inPage(scene, withPost(way), scene.servers.origin + path);
    expect(seen).toEqual(await inWorker(scene, withPost(way), scene.servers.origin + pathOf('/upload')));
    const { requestBody, method } = scene.servers.record.one(path);
    const exchange = await scene.exchange(path);
    const messages = await scene.messages(exchange.id);
    expect(bodyOf(messages, 'sent').toString('base64')).toBe(requestBody);
    expect(exchange).toMatchObject({ method, sent: requestBody ? 1 : 0, error: null });
    expect(exchange.bytesSent).toBe(Buffer.from(requestBody, 'base64').length);
  });

  it('that the page reads while it loads is told piece by piece, in that time', async () => {
    const path = pathOf('/text', { body: 'one🌍two', cuts: '3,5', gap: 60 });
    const seen = await scene.driver.page(
      (url) =>
        new Promise<{ text: string; time: number }[]>((resolve) => {
          const xhr = new XMLHttpRequest();
          const pieces: { text: string; time: number }[] = [];
          let length = 0;
          xhr.open('GET', url);
          xhr.onreadystatechange = () => {
            const text = xhr.readyState >= 3 ? xhr.responseText.slice(length) : '';
            length += text.length;
            if (text) pieces.push({ text, time: performance.timeOrigin + performance.now() });
            if (xhr.readyState === 4) resolve(pieces);
          };
          xhr.send();
        }),
      scene.servers.origin + path,
    );
    const messages = await scene.messages((await scene.exchange(path)).id);
    expect(messages.map(({ data }) => data)).toEqual(seen.map(({ text }) => text));
    for (const [i, { time }] of messages.entries()) expect(Math.abs(time - (seen[i]?.time ?? 0))).toBeLessThan(25);
    expect(messages.length).toBeGreaterThan(1);
  });

  it('of server-sent events is told event by event', async () => {
    const path = pathOf('/sse', { count: 3, ids: 1, events: 'a', gap: 20, data: 'ü %' });
    await inPage(scene, RECEIVE['response of type text, piece by piece'] as Way, scene.servers.origin + path);
    const record = scene.servers.record.one(path);
    const messages = await scene.messages((await scene.exchange(path)).id);
    expect(messages.map(({ data, event }) => ({ data, event }))).toEqual(
      record.messages.map(({ data, event }) => ({ data, event })),
    );
  });

  /** What a log tells of the exchange beyond HAR. */
  const logged = (path: string) =>
    scene.driver.panel(
      (path) => window.streamscope.har().log.entries.find(({ request }) => request.url.endsWith(path))?._streamscope,
      path,
    );

  it('asks for no preflight of its own, and tells the progress of an upload', async () => {
    const [simple, watched] = [pathOf('/upload', { cors: '*' }), pathOf('/upload', { size: 1 })];
    const totals = await scene.driver.page(
      async (cross, own) => {
        const send = (url: string, body: string, onProgress?: (event: ProgressEvent) => void) =>
          new Promise<void>((resolve, reject) => {
            const xhr = new XMLHttpRequest();
            xhr.open('POST', url);
            if (onProgress) xhr.upload.addEventListener('progress', onProgress);
            xhr.onload = () => resolve();
            xhr.onerror = () => reject(new Error('the upload failed'));
            xhr.send(body);
          });
        const seen: number[] = [];
        await send(cross, 'simple');
        await send(own, 'x'.repeat(300_000), ({ loaded }) => void seen.push(loaded));
        return seen;
      },
      scene.servers.otherOrigin + simple,
      scene.servers.origin + watched,
    );
    expect(totals.at(-1)).toBe(300_000);
    expect(scene.servers.record.one(simple).method).toBe('POST');
    expect(await scene.exchange(simple)).toMatchObject({ error: null, sent: 1 });
    const told = await scene.exchange(watched);
    expect(told).toMatchObject({ error: null, sent: 1, bytesSent: 300_000 });
    const size = { loaded: 300_000, total: 300_000 };
    expect((await logged(watched))?.upload).toEqual(size);
  });

  it('asks for none where the page listens to an upload no longer', async () => {
    const ways = ['removed', 'signal', 'once', 'handler', 'again'];
    const paths = ways.map((way) => pathOf('/upload', { cors: '*', way }));
    await scene.driver.page(
      async (ways, urls) => {
        const send = (xhr: XMLHttpRequest, url: string) =>
          new Promise<void>((resolve, reject) => {
            xhr.open('POST', url);
            xhr.onload = () => resolve();
            xhr.onerror = () => reject(new Error(`no answer from ${url}`));
            xhr.send('simple');
          });
        for (const [i, way] of ways.entries()) {
          const xhr = new XMLHttpRequest();
          const { upload } = xhr;
          const listener = (): void => {};
          const controller = new AbortController();
          if (way === 'signal') upload.addEventListener('progress', listener, { signal: controller.signal });
          else if (way === 'handler') upload.onprogress = listener;
          else upload.addEventListener('progress', listener, { once: way === 'once' });
          if (way === 'again') await send(xhr, '/upload');
          if (way === 'once') upload.dispatchEvent(new ProgressEvent('progress'));
          controller.abort();
          upload.onprogress = null;
          upload.removeEventListener('progress', listener);
          await send(xhr, urls[i] as string);
        }
      },
      ways,
      paths.map((path) => scene.servers.otherOrigin + path),
    );
    for (const path of paths) {
      expect(scene.servers.record.of(path).map(({ method }) => method)).toEqual(['POST']);
      expect(await scene.exchange(path)).toMatchObject({ error: null, sent: 1 });
    }
  });

  it('invents none where the method of a frame opened it', async () => {
    const [opened, after] = [pathOf('/echo'), pathOf('/text')];
    await scene.driver.page(
      async (url, after) => {
        const frame = document.body.appendChild(document.createElement('iframe'));
        const xhr = new XMLHttpRequest();
        const { open } = (frame.contentWindow as typeof globalThis & Window).XMLHttpRequest.prototype;
        open.call(xhr, 'POST', url, true);
        const answered = new Promise((resolve) => {
          xhr.onload = resolve;
        });
        xhr.send('sent');
        await answered;
        frame.remove();
        await fetch(after).then((response) => response.text());
      },
      opened,
      after,
    );
    await scene.exchange(after);
    const all = await scene.driver.panel(() => window.streamscope.exchanges());
    const here = await scene.driver.page(() => location.href);
    expect(all.filter(({ method, url }) => method === '' || url === here)).toEqual([]);
    expect(scene.servers.record.one(opened).method).toBe('POST');
  });

  it('tells how many bytes a text was, whatever its charset', async () => {
    const texts = {
      latin1: pathOf('/text', { type: 'text/plain; charset=iso-8859-1', base64: 'Yeno/wo=' }),
      utf16: pathOf('/text', { type: 'text/plain; charset=utf-16le', base64: 'aADpAKwg' }),
      bom: pathOf('/text', { type: 'text/plain; charset=utf-8', base64: '77u/YWI=' }),
      compressed: pathOf('/gzip', { body: 'é'.repeat(1000) }),
      json: pathOf('/text', { type: 'application/json', body: '[ 1,  2 ]' }),
    };
    await scene.driver.page(
      (urls) =>
        Promise.all(
          urls.map(
            (url) =>
              new Promise((resolve) => {
                const xhr = new XMLHttpRequest();
                xhr.open('GET', url);
                if (url.includes('json')) xhr.responseType = 'json';
                else xhr.onprogress = () => xhr.responseText;
                xhr.onload = resolve;
                xhr.send();
              }),
          ),
        ),
      Object.values(texts),
    );
    const sizes: Record<string, number[]> = {};
    for (const [name, path] of Object.entries(texts)) {
      const { id, bytesReceived } = await scene.exchange(path, isEnded);
      sizes[name] = [bytesReceived, ...(await scene.messages(id)).map(({ size }) => size)];
    }
    expect(sizes).toMatchObject({ latin1: [5, 5], utf16: [6, 6], bom: [5, 5], json: [9, 9] });
    expect(sizes.compressed?.[0]).toBe(2000);
  });

  it('tells the progress of a download up to its end', async () => {
    const path = pathOf('/bytes', { size: 700_000, piece: 50_000 });
    await scene.driver.page(
      (url) =>
        new Promise<void>((resolve, reject) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', url);
          xhr.onload = () => resolve();
          xhr.onerror = () => reject(new Error('the download failed'));
          xhr.send();
        }),
      path,
    );
    await scene.exchange(path, ({ readyState }) => readyState === 4);
    expect((await logged(path))?.download).toMatchObject({ loaded: 700_000 });
  });

  it('tells a document that is sent, written again, and an element as its text', async () => {
    const [whole, element] = [pathOf('/upload'), pathOf('/upload')];
    await scene.driver.page(
      async (first, second) => {
        const send = (url: string, body: Document) =>
          new Promise((resolve) => {
            const xhr = new XMLHttpRequest();
            xhr.open('POST', url);
            xhr.onloadend = resolve;
            xhr.send(body);
          });
        await send(first, new DOMParser().parseFromString('<a><b>1</b></a>', 'text/xml'));
        await send(second, document.createElement('p') as never);
      },
      whole,
      element,
    );
    for (const path of [whole, element]) {
      const { id } = await scene.exchange(path, isEnded);
      const sent = bodyOf(await scene.messages(id), 'sent').toString();
      const got = Buffer.from(scene.servers.record.one(path).requestBody, 'base64').toString();
      expect(got).toContain(sent);
      expect(sent).toBe(path === whole ? '<a><b>1</b></a>' : '[object HTMLParagraphElement]');
    }
  });

  it('tells nothing that the page dispatches itself', async () => {
    const path = pathOf('/delay', { ms: 100, body: 'real' });
    await scene.driver.page(
      (url) =>
        new Promise((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', url);
          xhr.send();
          for (const type of ['readystatechange', 'progress', 'load', 'error', 'abort', 'timeout'])
            xhr.dispatchEvent(new ProgressEvent(type, { loaded: 999 }));
          xhr.addEventListener('loadend', resolve);
        }),
      path,
    );
    expect(await scene.exchange(path, isEnded)).toMatchObject({ status: 200, bytesReceived: 4, error: null });
  });

  it('tells no body of a GET, however its name is written', async () => {
    const path = pathOf('/text', { body: 'x' });
    await scene.driver.page(
      (url) =>
        new Promise((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.onloadend = resolve;
          xhr.open('get', url);
          xhr.send('not sent');
        }),
      path,
    );
    expect(await scene.exchange(path, isEnded)).toMatchObject({ method: 'GET', sent: 0, bytesSent: 0 });
  });
});
