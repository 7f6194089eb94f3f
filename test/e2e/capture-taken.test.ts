// Bodies that the platform takes as a whole are told as taken; a large bufferedAmount is followed until it is sent.
import { expect, it } from 'vitest';
import { inEachBrowser, isEnded } from './scene.ts';

const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]).toString('base64');

inEachBrowser('a body that the platform takes', 'shared', (scene) => {
  /** Where it went. */
  const note = async (path: string) => {
    await scene.exchange(path, isEnded);
    return scene.driver.panel(
      (part) =>
        window.streamscope.har().log.entries.find(({ request }) => request.url.includes(part))?._streamscope?.note,
      path,
    );
  };

  it('is told to be with WebAssembly, from a response and from a promise of one', async () => {
    await scene.fresh();
    const made = await scene.driver.page(async (wasm) => {
      const url = (n: number) => `/text?base64=${encodeURIComponent(wasm)}&type=application/wasm&n=${n}`;
      const one = await WebAssembly.compileStreaming(await fetch(url(1)));
      const { module } = await WebAssembly.instantiateStreaming(fetch(url(2)));
      const refused = await WebAssembly.compileStreaming(fetch('/json?value=1')).catch((error: Error) => error.name);
      return [one instanceof WebAssembly.Module, module instanceof WebAssembly.Module, refused];
    }, WASM);
    expect(made).toEqual([true, true, 'TypeError']);
    for (const path of ['n=1', 'n=2']) {
      const exchange = await scene.exchange(path, isEnded);
      expect(exchange).toMatchObject({ status: 200, readyState: 'done', error: null });
    }
    expect([await note('n=1'), await note('n=2')]).toEqual(['WebAssembly', 'WebAssembly']);
  });

  it('is told to be in a cache', async () => {
    await scene.fresh();
    const text = await scene.driver.page(async () => {
      const cache = await caches.open('test');
      await cache.put('/kept', await fetch('/text?body=kept&n=3'));
      return (await cache.match('/kept'))?.text();
    });
    expect(text).toBe('kept');
    expect(await scene.exchange('n=3', isEnded)).toMatchObject({ readyState: 'done', error: null });
  });

  it('is told as it is read, where a copy of it goes to a cache or is handed on', async () => {
    await scene.fresh();
    const texts = await scene.driver.page(async () => {
      const cache = await caches.open('test');
      const cached = await fetch('/text?body=kept&n=31');
      await cache.put('/copy', cached.clone());
      const sent = await fetch('/text?body=sent&n=32');
      await fetch('/echo', { method: 'POST', body: sent.clone().body, duplex: 'half' } as RequestInit).catch(() => {});
      return [await cached.text(), await sent.text()];
    });
    expect(texts).toEqual(['kept', 'sent']);
    for (const [i, path] of ['n=31', 'n=32'].entries()) {
      const exchange = await scene.exchange(path, isEnded);
      expect(exchange).toMatchObject({ readyState: 'done', received: 1, bytesReceived: 4 });
      expect(await scene.messages(exchange.id)).toMatchObject([{ data: texts[i] }]);
    }
  });

  it('is told to be transferred, and arrives there', async () => {
    await scene.fresh();
    const text = await scene.driver.page(async () => {
      const { body } = await fetch('/text?body=moved&n=4');
      if (!body) return 'no body';
      try {
        const copy = structuredClone(body, { transfer: [body] });
        return await new Response(copy).text();
      } catch (error) {
        return (error as Error).name;
      }
    });
    if (text === 'moved') expect(await scene.exchange('n=4', isEnded)).toMatchObject({ readyState: 'done' });
    else expect(text).toBe('DataCloneError');
  });

  it('a large bufferedAmount is told until all is sent', async () => {
    await scene.fresh();
    const amounts = await scene.driver.page(async (address) => {
      const socket = new WebSocket(address);
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      socket.send(new Uint8Array(2 * 2 ** 20));
      const first = socket.bufferedAmount;
      await new Promise((resolve) => {
        socket.onmessage = resolve;
      });
      return [first > 64 * 1024, socket.bufferedAmount];
    }, `${scene.servers.wsOrigin}/ws`);
    expect(amounts).toEqual([true, 0]);
    const { id } = await scene.exchange('/ws', (summary) => summary.received === 1);
    expect(await scene.messages(id)).toHaveLength(2);
  });

  it('textStream() gives the page its text and us the bytes', async () => {
    await scene.fresh();
    const text = await scene.driver.page(async () => {
      const response = (await fetch('/text?body=streamed&n=5')) as Response & {
        textStream?: () => ReadableStream<string>;
      };
      if (!response.textStream) return response.text();
      let all = '';
      const reader = response.textStream().getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) all += step.value;
      return all;
    });
    expect(text).toBe('streamed');
    const exchange = await scene.exchange('n=5', isEnded);
    expect(exchange).toMatchObject({ readyState: 'done', bytesReceived: 8 });
  });

  it('is told to have gone unseen where it is sent on, or iterated with options', async () => {
    await scene.fresh();
    const texts = await scene.driver.page(async () => {
      const { body } = await fetch('/text?body=sent+on&n=7');
      const sentOn = await new Request('/upload', { method: 'POST', body, duplex: 'half' } as RequestInit).text();
      let iterated = '';
      const stream = (await fetch('/text?body=iterated&n=8')).body as ReadableStream<Uint8Array>;
      for await (const chunk of stream.values({ preventCancel: true })) iterated += new TextDecoder().decode(chunk);
      return [sentOn, iterated];
    });
    // Firefox takes the text of a stream as a body.
    expect(texts[1]).toBe('iterated');
    const paths = texts[0] === 'sent on' ? ['n=7', 'n=8'] : ['n=8'];
    for (const path of paths) {
      expect(await scene.exchange(path, isEnded)).toMatchObject({ status: 200, readyState: 'done', error: null });
      expect(await note(path)).toBe('unseen');
    }
  });
});
