// Other realms: frames of every kind that still have, or seem to have, clean natives to compare with.
import { byName, likely } from './natives.ts';
import { attempt, type Probes, type Realm, text, within } from './probe.ts';

/** What the hook has its hands on, in every realm. */
const NAMES = [
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'Request',
  'Response',
  'ReadableStream',
  'EventTarget',
] as const;

/** Runs in a realm that can only be reached by messages: its source text travels, so it uses nothing from around it. */
function lookAround(names: readonly string[]): unknown {
  const stack = (run: () => unknown) => {
    try {
      return String(run());
    } catch (error) {
      return `${(error as Error).name} ${(error as Error).message} ${(error as Error).stack}`;
    }
  };
  const globals = globalThis as never as Record<string, { prototype?: object }>;
  return [
    names.map((name) => {
      const value = globals[name];
      if (!value) return name;
      return [
        String(value),
        Reflect.ownKeys(value).map(String),
        value.prototype ? Reflect.ownKeys(value.prototype).map(String) : 0,
      ];
    }),
    String(Function.prototype.toString),
    stack(() => new (globals.WebSocket as never as new (url: string) => object)('http://[')),
    stack(() => (globals.fetch as never as { call(self: object): unknown }).call({})),
    Object.getOwnPropertyNames(globalThis).join(),
  ];
}

/** What a frame tells of itself. */
async function frameTells(
  attributes: Record<string, string>,
  source: (html: string) => Record<string, string>,
): Promise<unknown> {
  const html = `<script>const __name = (f) => f; parent.postMessage(JSON.stringify((${lookAround})(${JSON.stringify(NAMES)})), '*')</script>`;
  const frame = document.createElement('iframe');
  for (const [name, value] of Object.entries({ ...attributes, ...source(html) })) frame.setAttribute(name, value);
  const told = new Promise<unknown>((resolve) => {
    window.addEventListener('message', function hear({ source: from, data }) {
      if (from !== frame.contentWindow) return;
      window.removeEventListener('message', hear);
      resolve(data);
    });
  });
  document.documentElement.append(frame);
  const result = await within(4000, told);
  frame.remove();
  return result;
}

const inSrcdoc = (html: string) => ({ srcdoc: html });
const inBlob = (html: string) => ({ src: URL.createObjectURL(new Blob([html], { type: 'text/html' })) });
const inData = (html: string) => ({ src: `data:text/html,${encodeURIComponent(html)}` });

/** Compares natives of two realms the way scripts do that fetch a clean copy from a frame. */
function compareRealms(clean: Realm): unknown {
  const cleanText = clean.Function.prototype.toString;
  const ours = likely(window);
  const theirs = likely(clean);
  return [
    byName(ours, ({ fn }) => attempt(() => cleanText.call(fn)).value),
    byName(theirs, ({ fn }) => attempt(() => Function.prototype.toString.call(fn)).value),
    byName(theirs, ({ fn }) => [String(fn), Reflect.ownKeys(fn).map(String)]),
    cleanText.call(Function.prototype.toString),
    Function.prototype.toString.call(cleanText),
    ours.length === theirs.length,
    ours.some(({ fn }, i) => fn === theirs[i]?.fn),
    attempt(() => clean.Reflect.apply(clean.Function.prototype.toString, Object.create(fetch), [])),
    Object.getOwnPropertyNames(clean).length,
  ];
}

/** A frame looked into in the task that appended it. */
function sameTask(attributes: Record<string, string>): unknown {
  const frame = document.createElement('iframe');
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  document.documentElement.append(frame);
  const told = compareRealms(frame.contentWindow as Realm);
  frame.remove();
  return told;
}

async function loaded<T>(attributes: Record<string, string>, run: (realm: Realm) => T): Promise<Awaited<T>> {
  const frame = document.createElement('iframe');
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  const load = new Promise((resolve) => {
    frame.onload = resolve;
  });
  document.documentElement.append(frame);
  await within(3000, load);
  try {
    return await run(frame.contentWindow as Realm);
  } finally {
    frame.remove();
  }
}

const EMPTY = { srcdoc: '<!doctype html>' };
const SAME_ORIGIN = { src: '/blank?frame' };

/** To which of the two realms something belongs. */
const homeOf = (value: unknown, other: Realm): string => {
  for (const [name, realm] of [
    ['own', window],
    ['other', other],
  ] as [string, Realm][]) {
    for (const kind of [
      'Promise',
      'Response',
      'Request',
      'ReadableStream',
      'WebSocket',
      'XMLHttpRequest',
      'EventSource',
      'DOMException',
      'Error',
      'ArrayBuffer',
      'Uint8Array',
      'Blob',
      'Object',
    ] as const)
      if (value instanceof (realm[kind] as never as typeof Object)) return `${name} ${kind}`;
  }
  return text(value);
};

const homeOfError = async (run: () => unknown, other: Realm): Promise<string> => {
  try {
    const value = run();
    return `gave ${homeOf(value, other)}, then ${homeOf(await value, other)}`;
  } catch (error) {
    return `threw ${homeOf(error, other)}`;
  }
};

export const realmProbes: Probes = {
  'about:blank in the same task': () => sameTask({}),
  'about:blank with a src in the same task': () => sameTask({ src: 'about:blank' }),
  'srcdoc in the same task': () => sameTask({ srcdoc: 'x' }),
  'sandboxed with allow-same-origin in the same task': () => sameTask({ sandbox: 'allow-same-origin' }),
  'about:blank through frames[0]': () => {
    const holder = document.createElement('div');
    holder.innerHTML = '<iframe></iframe>';
    document.documentElement.append(holder);
    const told = compareRealms(frames[frames.length - 1] as Realm);
    holder.remove();
    return told;
  },
  'about:blank later': () => loaded({ src: 'about:blank' }, compareRealms),
  'srcdoc later': () => loaded(EMPTY, compareRealms),
  'same origin later': () => loaded(SAME_ORIGIN, compareRealms),
  'a javascript: URL': () => loaded({ src: 'javascript:"<p>written</p>"' }, compareRealms),
  'a blob: URL of the same origin': () => loaded(inBlob('<p>blob</p>'), compareRealms),
  'a frame within a frame': () =>
    loaded(EMPTY, (realm) => {
      const inner = realm.document.createElement('iframe');
      realm.document.documentElement.append(inner);
      return compareRealms(inner.contentWindow as Realm);
    }),
  'an object element': () =>
    new Promise((resolve) => {
      const object = document.createElement('object');
      object.data = '/blank?object';
      object.onload = () => {
        resolve(compareRealms(object.contentWindow as Realm));
        object.remove();
      };
      document.documentElement.append(object);
    }),
  'document.write into a frame': () =>
    loaded({}, (realm) => {
      const before = realm.fetch;
      realm.document.open();
      realm.document.write('<!doctype html><script>window.written = String(fetch)</script>');
      realm.document.close();
      return [realm.fetch === before, (realm as never as { written: string }).written, compareRealms(realm)];
    }),
  'document.open() listeners': () =>
    loaded({}, (realm) => {
      realm.document.open();
      realm.document.close();
      return attempt(() => new realm.WebSocket('http://['));
    }),
  'a popup of about:blank': () => {
    const popup = window.open('about:blank') as Realm | null;
    const told = popup ? compareRealms(popup) : 'blocked';
    popup?.close();
    return told;
  },
  'an opaque origin: sandboxed srcdoc': () => frameTells({ sandbox: 'allow-scripts' }, inSrcdoc),
  'an opaque origin: data:': () => frameTells({}, inData),
  'an opaque origin: sandboxed blob:': () => frameTells({ sandbox: 'allow-scripts' }, inBlob),
  'srcdoc tells of itself': () => frameTells({}, inSrcdoc),
  'blob: tells of itself': () => frameTells({}, inBlob),
  'messages that come from frames uninvited': async () => {
    const heard: unknown[] = [];
    const hear = ({ data }: MessageEvent) => heard.push(data);
    window.addEventListener('message', hear);
    await loaded(SAME_ORIGIN, () => 0);
    await loaded({ ...EMPTY, sandbox: '' }, () => 0);
    window.removeEventListener('message', hear);
    return heard;
  },
  'a worker has the same source texts': () =>
    new Promise((resolve) => {
      const look = `postMessage(${JSON.stringify(NAMES)}.map((name) => [String(self[name]), Reflect.ownKeys(self[name]).map(String).sort(), self[name].name, self[name].length]))`;
      const worker = new Worker(URL.createObjectURL(new Blob([look])));
      worker.onmessage = ({ data }) => {
        worker.terminate();
        const own = NAMES.map((name) => [
          String(window[name]),
          Reflect.ownKeys(window[name]).map(String).sort(),
          window[name].name,
          window[name].length,
        ]);
        resolve([data, JSON.stringify(data) === JSON.stringify(own)]);
      };
    }),
  'whose realm results and errors are of': () =>
    loaded(EMPTY, async (other) => {
      const json = new URL('/json', location.href).href;
      const response = await fetch(json);
      const told: Record<string, string> = {};
      const ways: Record<string, () => unknown> = {
        'other fetch': () => other.fetch(json),
        'other fetch on us': () => other.fetch.call(window, json),
        'our fetch on other': () => fetch.call(other, json),
        'other fetch called wrongly': () => other.fetch.call({} as never, json),
        'other fetch of a bad URL': () => other.fetch('http://['),
        'our Response, other text()': () => other.Response.prototype.text.call(response.clone()),
        'our Response, other json()': () => other.Response.prototype.json.call(response.clone()),
        'our Response, other arrayBuffer()': () => other.Response.prototype.arrayBuffer.call(response.clone()),
        'our Response, other blob()': () => other.Response.prototype.blob.call(response.clone()),
        'our Response, other bytes()': () => other.Response.prototype.bytes.call(response.clone()),
        'our Response, other clone()': () => other.Response.prototype.clone.call(response.clone()),
        'our body, other getReader()': () =>
          other.ReadableStream.prototype.getReader.call(response.clone().body as ReadableStream),
        'our reader, other read()': () =>
          other.ReadableStreamDefaultReader.prototype.read.call((response.clone().body as ReadableStream).getReader()),
        'our body, other tee()': () =>
          other.ReadableStream.prototype.tee.call(response.clone().body as ReadableStream)[0],
        'our body, other cancel()': () =>
          other.ReadableStream.prototype.cancel.call(response.clone().body as ReadableStream),
        'other Request, our fetch': () => fetch(new other.Request(json)),
        'our Request, other fetch': () => other.fetch(new Request(json)),
        'other Request of ours': () => new other.Request(new Request(json)),
        'other WebSocket': () => new other.WebSocket('/ws?refuse=403'),
        'other WebSocket of a bad URL': () => new other.WebSocket('http://['),
        'other send on ours, too early': () =>
          other.WebSocket.prototype.send.call(new WebSocket('/ws?refuse=403'), 'x'),
        'other XMLHttpRequest of a bad URL': () => new other.XMLHttpRequest().open('GET', 'http://['),
        'ours, opened by the other': () =>
          Reflect.apply(other.XMLHttpRequest.prototype.open, new XMLHttpRequest(), ['GET', 'http://[']),
        'other open of an error of ours': () =>
          new other.XMLHttpRequest().open('GET', {
            toString: () => {
              throw new RangeError('ours');
            },
          } as never),
        'our constructor, new.target of the other': () =>
          Reflect.construct(WebSocket, ['/ws?refuse=403'], other.Function('')),
        'our constructor, new.target without a prototype': () => {
          const target = new other.Function('') as never as { prototype: unknown };
          target.prototype = 1;
          return Reflect.construct(XMLHttpRequest, [], target as never);
        },
        'other toString called wrongly': () => other.Function.prototype.toString.call({} as never),
      };
      for (const [name, way] of Object.entries(ways)) told[name] = await homeOfError(way, other);
      return told;
    }),
  'reading natives with a new.target that watches': () => {
    const reads: string[] = [];
    const watched = new Proxy(class {}, {
      get: (target, key) => {
        reads.push(String(key));
        return Reflect.get(target, key) as unknown;
      },
    });
    const ways = [
      () => Reflect.construct(WebSocket, ['/ws?refuse=403'], watched),
      () => Reflect.construct(XMLHttpRequest, [], watched),
      () => Reflect.construct(EventSource, ['/status?code=204'], watched),
      () => Reflect.construct(Request, ['/json'], watched),
      () => Reflect.construct(Response, ['x'], watched),
      () => Reflect.construct(ReadableStreamDefaultReader, [new ReadableStream()], watched),
    ];
    return [ways.map((way) => attempt(way)), reads];
  },
  subclasses: async () => {
    class Socket extends WebSocket {
      #mark = 1;
      override send(data: string): void {
        super.send(data + this.#mark);
      }
      static has(value: object): boolean {
        return #mark in value;
      }
    }
    const socket = new Socket('/ws');
    const heard = new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(data);
    });
    socket.onopen = () => socket.send('x');
    const data = await within(3000, heard);
    socket.close();
    class Xhr extends XMLHttpRequest {
      override get responseText(): string {
        return `mine ${super.responseText}`;
      }
    }
    const xhr = new Xhr();
    xhr.open('GET', '/json', false);
    xhr.send();
    class Reply extends Response {}
    return [
      data,
      Socket.has(socket),
      socket.constructor === Socket,
      socket instanceof WebSocket,
      Object.getPrototypeOf(Socket) === WebSocket,
      Socket.OPEN,
      xhr.responseText,
      new Reply('x') instanceof Reply,
      String(Reply),
      new Reply('x').clone() instanceof Reply,
      Object.getOwnPropertyNames(socket),
    ];
  },
};
