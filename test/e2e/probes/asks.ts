// What calls ask of what they are given: which members, in which order, and of what is none of their business.
import { attempt, attemptLater, type Probes } from './probe.ts';

/** What a page throws, with what has been asked of it. */
function thrown(): { object: object; proxy: object; asked: string[] } {
  const asked: string[] = [];
  const object = {
    get stack() {
      asked.push('stack');
      return 'Error';
    },
  };
  const log = (name: string) => (_: object, key: unknown) => {
    asked.push(`${name} ${String(key)}`);
    return undefined;
  };
  const traps = {
    get: log('get'),
    getOwnPropertyDescriptor: log('own'),
    getPrototypeOf() {
      asked.push('of');
      return null;
    },
  };
  return { object, proxy: new Proxy({}, traps as ProxyHandler<object>), asked };
}

export const askProbes: Probes = {
  'members of Object.prototype with names that a hook may use': async () => {
    const asked: unknown[] = [];
    const names = ['gate', 'actor', 'loan', 'ours', 'target', 'onEnd', 'over', 'broke', 'cancelled', 'chunk', 'piped'];
    for (const name of names) {
      const note = (kind: string) => () => asked.push([name, kind]);
      const get = () => {
        asked.push([name, 'read']);
        return note('called');
      };
      Object.defineProperty(Object.prototype, name, { configurable: true, get, set: note('written') });
    }
    try {
      const response = await fetch('/text?body=abc&cuts=1&gap=20');
      asked.push(await new Response(response.body?.pipeThrough(new TransformStream())).text());
      await new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = resolve;
        request.open('GET', '/json');
        request.send();
      });
      await new Promise<void>((resolve) => {
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
        socket.onopen = () => socket.close();
        socket.onclose = () => resolve();
      });
    } finally {
      for (const name of names) delete (Object.prototype as unknown as Record<string, unknown>)[name];
    }
    return asked;
  },
  'what fetch and Request convert of an init, in which order': async () => {
    const told: unknown[] = [];
    const noted = (name: string, text: string) => ({
      toString() {
        told.push(name);
        return text;
      },
    });
    const init = (method: string) => {
      const members = {
        body: noted('body', 'x'),
        method: noted('method', method),
        headers: { a: noted('header', 'b') },
      };
      return members as unknown as RequestInit;
    };
    for (const method of ['POST', 'GET', 'A B']) {
      told.push(attempt(() => new Request('/json', init(method)).method));
      told.push(await attemptLater(async () => (await fetch('/echo', init(method))).status));
    }
    told.push(attempt(() => new Request('http://', init('POST')).method));
    return told;
  },
  'objects that are thrown where a call asks for a text, and are no errors': async () => {
    const { object, proxy, asked } = thrown();
    const caught: unknown[] = [];
    for (const reason of [object, proxy]) {
      const text = {
        toString() {
          throw reason;
        },
      } as unknown as string;
      const calls = [
        () => new XMLHttpRequest().open('GET', text),
        () => new Request('/json', { method: text }),
        () => new WebSocket(text),
        () => new EventSource(text),
        () => new Response(null, { statusText: text }),
      ];
      for (const call of calls) {
        try {
          call();
        } catch (error) {
          caught.push(error === reason);
        }
      }
    }
    return [asked, caught];
  },
};
