// XMLHttpRequest in values: arguments, headers, bodies in both directions, response types, and the errors of each.
import { each, type Group, SPEC } from './case.ts';

const OPEN = `${SPEC.xhr}#the-open()-method`;
const SEND = `${SPEC.xhr}#the-send()-method`;
const TYPE = `${SPEC.xhr}#the-responsetype-attribute`;
const SET = `${SPEC.xhr}#the-setrequestheader()-method`;

const BODIES: Record<string, [string, string | null]> = {
  "'text é'": ['text Ã©', 'text/plain;charset=UTF-8'],
  "''": ['', 'text/plain;charset=UTF-8'],
  "new URLSearchParams('a=1')": ['a=1', 'application/x-www-form-urlencoded;charset=UTF-8'],
  "new Blob(['blob'], { type: 'text/x-blob' })": ['blob', 'text/x-blob'],
  "new Blob(['blob'])": ['blob', null],
  'new Uint8Array([65, 66]).buffer': ['AB', null],
  'new Uint8Array([65, 66, 67]).subarray(1, 2)': ['B', null],
  'new DataView(new ArrayBuffer(2))': ['\0\0', null],
  null: ['', null],
  undefined: ['', null],
  7: ['7', 'text/plain;charset=UTF-8'],
  '({ toString: () => "converted" })': ['converted', 'text/plain;charset=UTF-8'],
  "new DOMParser().parseFromString('<a>é</a>', 'text/xml')": ['<a>Ã©</a>', 'application/xml;charset=UTF-8'],
};

const RESPONSES: Record<string, unknown> = {
  '': 'string [1]',
  text: 'string [1]',
  json: 'Array',
  blob: 'Blob',
  arraybuffer: 'ArrayBuffer',
  document: 'object null',
};

export const xhrValues: Group = {
  api: 'xhr',
  title: 'values',
  cases: [
    ...each(Object.keys(BODIES), (kind) => ({
      name: `send(${kind}) arrives with its content type`,
      spec: SEND,
      run: async (page, given) => {
        const xhr = new XMLHttpRequest();
        xhr.open('POST', page.url('/echo'));
        xhr.send(new Function(`return ${given}`)());
        await page.next(xhr, 'loadend');
        const told = JSON.parse(xhr.responseText);
        return [told.body, told.headers['content-type'] ?? null];
      },
      expected: BODIES[kind],
    })),
    {
      name: 'send() of a FormData is multipart',
      spec: SEND,
      run: async (page) => {
        const data = new FormData();
        data.append('a', new File(['x'], 'f.txt', { type: 'text/x-y' }));
        const xhr = new XMLHttpRequest();
        xhr.open('POST', page.url('/echo'));
        xhr.send(data);
        await page.next(xhr, 'loadend');
        const told = JSON.parse(xhr.responseText);
        const boundary = /boundary=(.*)$/.exec(told.headers['content-type'])?.[1] as string;
        return told.body.replaceAll(boundary, 'BOUNDARY');
      },
    },
    {
      name: 'send() copies a buffer, and converts an object once',
      spec: SEND,
      run: async (page) => {
        const bytes = new Uint8Array([65, 66]);
        const xhr = new XMLHttpRequest();
        xhr.open('POST', page.url('/echo'));
        xhr.send(bytes);
        bytes.fill(90);
        await page.next(xhr, 'loadend');
        let conversions = 0;
        const first = JSON.parse(xhr.responseText).body;
        xhr.open('POST', page.url('/echo'));
        xhr.send({ toString: () => `${++conversions}` } as never);
        await page.next(xhr, 'loadend');
        return [first, JSON.parse(xhr.responseText).body, conversions];
      },
      expected: ['AB', '1', 1],
    },
    {
      name: 'the body of a GET is not sent',
      spec: SEND,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', page.url('/echo'));
        let conversions = 0;
        xhr.send({ toString: () => `${++conversions}` } as never);
        await page.next(xhr, 'loadend');
        return [JSON.parse(xhr.responseText).body, conversions];
      },
      expected: ['', 1],
    },
    ...each(Object.keys(RESPONSES), (type) => ({
      name: `responseType '${type}' gives its kind of response`,
      spec: `${SPEC.xhr}#the-response-attribute`,
      run: async (page, given) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', page.url('/text', { body: '[1]', type: 'application/json' }));
        xhr.responseType = given as XMLHttpRequestResponseType;
        const early = xhr.response;
        xhr.send();
        await page.next(xhr, 'loadend');
        const { response } = xhr;
        const kind = Object.prototype.toString.call(response).slice(8, -1);
        return [
          early,
          typeof response === 'string' ? `string ${response}` : response === null ? 'object null' : kind,
          given === 'json' ? 1 : new Set([xhr.response, xhr.response]).size,
          page.thrown(() => xhr.responseText),
          page.thrown(() => xhr.responseXML),
        ];
      },
      expected: [
        ['', 'text'].includes(type) ? '' : null,
        RESPONSES[type],
        1,
        ['', 'text'].includes(type) ? 'returned' : 'InvalidStateError (DOMException 11)',
        ['', 'document'].includes(type) ? 'returned' : 'InvalidStateError (DOMException 11)',
      ],
    })),
    {
      name: 'responseType json of what is no JSON gives null, without an error',
      spec: `${SPEC.xhr}#json-response`,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        const log: string[] = [];
        page.hear(xhr, ['load', 'error'], log);
        xhr.open('GET', page.url('/text'));
        xhr.responseType = 'json';
        xhr.send();
        await page.next(xhr, 'loadend');
        return [...log, xhr.response];
      },
      expected: ['load', null],
    },
    {
      name: 'responseType document parses HTML and XML',
      spec: `${SPEC.xhr}#document-response`,
      run: async (page) => {
        const titles: unknown[] = [];
        for (const [type, body] of [
          ['text/html', '<title>a</title>'],
          ['text/xml', '<r>b</r>'],
        ] as const) {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', page.url('/text', { type, body }));
          xhr.responseType = 'document';
          xhr.send();
          await page.next(xhr, 'loadend');
          titles.push(
            xhr.response.documentElement.textContent,
            xhr.response === xhr.responseXML,
            xhr.response.defaultView,
          );
        }
        return titles;
      },
      expected: ['a', true, null, 'b', true, null],
    },
    {
      name: 'responseXML of a response without a type is parsed on demand',
      spec: `${SPEC.xhr}#the-responsexml-attribute`,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', page.url('/text', { type: 'application/xml', body: '<r>x</r>' }));
        xhr.send();
        await page.next(xhr, 'loadend');
        return [
          xhr.responseXML?.documentElement.nodeName,
          xhr.responseXML === xhr.responseXML?.documentElement.ownerDocument,
          xhr.responseText,
        ];
      },
      expected: ['r', true, '<r>x</r>'],
    },
    {
      name: 'responseType cannot be changed while it loads, and nonsense is ignored',
      spec: TYPE,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        const set = (type: string) =>
          page.thrown(() => {
            xhr.responseType = type as XMLHttpRequestResponseType;
          });
        const seen: unknown[] = [set('nonsense'), xhr.responseType, set('blob'), xhr.responseType];
        xhr.open('GET', page.url('/text'));
        seen.push(xhr.responseType, set('arraybuffer'));
        xhr.onreadystatechange = () => seen.push(xhr.readyState, set('text'));
        xhr.send();
        await page.next(xhr, 'loadend');
        return [...seen, xhr.responseType, Object.prototype.toString.call(xhr.response)];
      },
    },
    {
      name: 'an arraybuffer response is the page’s own',
      spec: `${SPEC.xhr}#arraybuffer-response`,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', page.url('/text'));
        xhr.responseType = 'arraybuffer';
        xhr.send();
        await page.next(xhr, 'load');
        const buffer = xhr.response as ArrayBuffer;
        structuredClone(buffer, { transfer: [buffer] });
        return [buffer.detached, xhr.response === buffer, (xhr.response as ArrayBuffer).byteLength];
      },
      expected: [true, true, 0],
    },
    {
      name: 'overrideMimeType() decides how text is decoded and blobs are typed',
      spec: `${SPEC.xhr}#the-overridemimetype()-method`,
      run: async (page) => {
        const seen: unknown[] = [];
        for (const type of [
          'text/plain; charset=iso-8859-1',
          'text/plain; charset=x-user-defined',
          'nonsense',
          'text/x; charset=utf-16le',
        ]) {
          const xhr = new XMLHttpRequest();
          xhr.overrideMimeType(type);
          xhr.open('GET', page.url('/text', { base64: btoa('a\u00e9') }));
          xhr.send();
          await page.next(xhr, 'loadend');
          seen.push(
            xhr.responseText,
            page.thrown(() => xhr.overrideMimeType('a/b')),
          );
        }
        const blob = new XMLHttpRequest();
        blob.open('GET', page.url('/text'));
        blob.responseType = 'blob';
        blob.overrideMimeType('x/y');
        blob.send();
        await page.next(blob, 'loadend');
        return [...seen, blob.response.type];
      },
    },
    {
      name: 'the text is decoded as the headers or a BOM say',
      spec: `${SPEC.xhr}#text-response`,
      run: async (page) => {
        const seen: string[] = [];
        for (const [bytes, type] of [
          ['\u00ef\u00bb\u00bfa', 'text/plain'],
          ['\u00ff\u00fea\0', 'text/plain'],
          ['\u00e9', 'text/plain;charset=latin1'],
          ['\u00e9', 'text/plain'],
          ['<?xml version="1.0" encoding="latin1"?><a>\u00e9</a>', 'text/xml'],
        ] as const) {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', page.url('/text', { base64: btoa(bytes), type }));
          xhr.send();
          await page.next(xhr, 'loadend');
          seen.push(xhr.responseText);
        }
        return seen;
      },
      expected: ['a', 'a', 'é', '\ufffd', '<?xml version="1.0" encoding="latin1"?><a>é</a>'],
    },
    {
      name: 'response headers are told sorted, combined, and case-insensitively',
      spec: `${SPEC.xhr}#the-getallresponseheaders()-method`,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', page.url('/json'));
        const early = [xhr.getAllResponseHeaders(), xhr.getResponseHeader('content-type')];
        xhr.send();
        await page.next(xhr, 'loadend');
        const all = xhr.getAllResponseHeaders().replace(/date: .*\r\n/, '');
        page.note(all);
        const names = all.split('\r\n').map((line) => line.split(':')[0] as string);
        const sorted = names.slice(0, -1).every((name, i, list) => i === 0 || (list[i - 1] as string) < name);
        return [early, sorted, names.at(-1), xhr.getResponseHeader('CONTENT-type'), xhr.getResponseHeader('x-none')];
      },
      expected: [['', null], true, '', 'application/json', null],
    },
    {
      name: 'setRequestHeader() combines, and refuses what it must',
      spec: SET,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        const set = (...args: unknown[]) => page.thrown(() => Reflect.apply(xhr.setRequestHeader, xhr, args));
        const early = set('x-a', '1');
        xhr.open('POST', page.url('/echo'));
        const seen = [
          set('x-a', '1'),
          set('X-A', '2'),
          set('x-b', ''),
          set('x-c', ' padded '),
          set('host', 'x'),
          set('cookie', 'x'),
        ];
        seen.push(
          set('a b', '1'),
          set('x', '1\n2'),
          set('x', '\u0100'),
          set('x'),
          set(),
          set('content-type', 'a/b; charset=latin1'),
        );
        xhr.send('body');
        const late = set('x-d', '1');
        await page.next(xhr, 'loadend');
        const { headers } = JSON.parse(xhr.responseText);
        return [early, seen, late, headers['x-a'], headers['x-b'], headers['x-c'], headers['content-type']];
      },
    },
    ...each(
      [
        'open()',
        "open('GET')",
        "open('a b', '/')",
        "open('TRACE', '/')",
        "open('connect', '/')",
        "open('GET', 'http://')",
        "open('GET', { toString() { throw new RangeError('mine') } })",
        "open({ toString() { throw new RangeError('mine') } }, '/')",
        "open(Symbol(), '/')",
        "open('GET', '/', true, Symbol())",
        'send()',
        'setRequestHeader()',
        'getResponseHeader()',
        'overrideMimeType()',
        'overrideMimeType(Symbol())',
        'abort(1, 2, 3)',
      ],
      (call) => ({
        name: `${call} of a new object`,
        spec: `${SPEC.xhr}#interface-xmlhttprequest`,
        run: (page, given) => {
          const xhr = new XMLHttpRequest();
          const seen = page.thrown(() => new Function('xhr', `xhr.${given}`)(xhr));
          return [seen, xhr.readyState];
        },
      }),
    ),
    {
      name: 'send() twice, and send() within the first, throw',
      spec: SEND,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', page.url('/text'));
        xhr.send();
        const seen = [
          page.thrown(() => xhr.send()),
          page.thrown(() => {
            xhr.withCredentials = true;
          }),
        ];
        await page.next(xhr, 'loadend');
        return [...seen, page.thrown(() => xhr.send())];
      },
      expected: Array(3).fill('InvalidStateError (DOMException 11)'),
    },
    {
      name: 'arguments of open() are converted once, in their order',
      spec: OPEN,
      run: async (page) => {
        const order: string[] = [];
        const as = (name: string, value: string) => ({
          toString: () => {
            order.push(name);
            return value;
          },
        });
        const xhr = new XMLHttpRequest();
        const open = xhr.open as (...args: unknown[]) => void;
        Reflect.apply(open, xhr, [
          as('method', 'put'),
          as('url', page.url('/echo')),
          {},
          as('user', 'u'),
          as('password', 'p'),
        ]);
        xhr.send(as('body', 'x') as never);
        await page.next(xhr, 'loadend');
        const told = JSON.parse(xhr.responseText);
        page.note(told.headers.authorization ?? null);
        return [order, told.method, told.body];
      },
      expected: [['method', 'url', 'user', 'password', 'body'], 'PUT', 'x'],
    },
    ...each(['get', 'Post', 'PATCH', 'delete', 'options'], (method) => ({
      name: `open('${method}') is sent as the platform spells it`,
      spec: `${SPEC.fetch}#concept-method-normalize`,
      run: async (page, given) => {
        const xhr = new XMLHttpRequest();
        xhr.open(given, page.url('/echo'));
        xhr.send();
        await page.next(xhr, 'loadend');
        return JSON.parse(xhr.responseText).method;
      },
      expected: method.toUpperCase(),
    })),
    {
      name: 'responseURL follows redirects, without a fragment',
      spec: `${SPEC.xhr}#the-responseurl-attribute`,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', `${page.url('/redirect', { to: '/text' })}#part`);
        const early = xhr.responseURL;
        xhr.send();
        await page.next(xhr, 'loadend');
        return [early, page.path(xhr.responseURL), xhr.status, xhr.statusText];
      },
      expected: ['', '/text', 200, 'OK'],
    },
    ...each([204, 304, 404, 500], (code) => ({
      name: `status ${code} is a load`,
      spec: `${SPEC.xhr}#the-status-attribute`,
      run: async (page, given) => {
        const xhr = new XMLHttpRequest();
        const log: string[] = [];
        page.hear(xhr, ['load', 'error'], log);
        xhr.open('GET', page.url('/status', { code: given }));
        xhr.send();
        await page.next(xhr, 'loadend');
        page.note(xhr.statusText);
        return [...log, xhr.status, xhr.responseText];
      },
      expected: ['load', code, [204, 304].includes(code) ? '' : `status ${code}`],
    })),
    {
      name: 'withCredentials sends cookies to another origin',
      spec: `${SPEC.xhr}#the-withcredentials-attribute`,
      run: async (page) => {
        const xhr = new XMLHttpRequest();
        const get = async (credentials: boolean) => {
          xhr.open('GET', `${page.otherOrigin}/json?cors=${page.origin}&with=${credentials}`);
          xhr.withCredentials = credentials;
          xhr.send();
          await page.next(xhr, 'loadend');
          return [xhr.status, xhr.withCredentials];
        };
        return [await get(true), await get(false)];
      },
      expected: [
        [200, true],
        [200, false],
      ],
    },
    {
      name: 'data: and blob: URLs are loaded',
      spec: `${SPEC.fetch}#scheme-fetch`,
      run: async (page) => {
        const object = URL.createObjectURL(new Blob(['a blob']));
        page.later(() => URL.revokeObjectURL(object));
        const seen: unknown[] = [];
        for (const url of ['data:text/plain,data', object]) {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', url);
          xhr.send();
          await page.next(xhr, 'loadend');
          seen.push(xhr.responseText, xhr.status, xhr.responseURL === url);
        }
        return seen;
      },
      expected: ['data', 200, true, 'a blob', 200, true],
    },
    {
      name: 'a subclass with methods of its own works',
      spec: `${SPEC.xhr}#dom-xmlhttprequest`,
      run: async (page) => {
        const calls: string[] = [];
        class Mine extends XMLHttpRequest {
          override open(method: string, url: string | URL) {
            calls.push(`open ${method}`);
            super.open(method, url);
          }
          override send() {
            calls.push('send');
            super.send();
          }
          override get responseText() {
            return `mine ${super.responseText}`;
          }
        }
        const xhr = new Mine();
        xhr.open('GET', page.url('/text'));
        xhr.send();
        await page.next(xhr, 'loadend');
        return [...calls, xhr.responseText, xhr instanceof XMLHttpRequest, xhr.constructor === Mine];
      },
      expected: ['open GET', 'send', 'mine hello', true, true],
    },
    {
      name: 'a frozen object and a replaced prototype method work',
      spec: `${SPEC.xhr}#interface-xmlhttprequest`,
      run: async (page) => {
        const { send } = XMLHttpRequest.prototype;
        let calls = 0;
        XMLHttpRequest.prototype.send = function (...args) {
          calls++;
          return send.apply(this, args);
        };
        try {
          const xhr = Object.freeze(new XMLHttpRequest());
          xhr.open('GET', page.url('/text'));
          xhr.send();
          await page.next(xhr, 'loadend');
          return [calls >= 1, xhr.responseText];
        } finally {
          XMLHttpRequest.prototype.send = send;
        }
      },
      expected: [true, 'hello'],
    },
    {
      name: 'an object of another realm is used through the methods of this one',
      spec: `${SPEC.idl}#dfn-create-operation-function`,
      run: async (page) => {
        const frame = await page.frame();
        const xhr = new frame.XMLHttpRequest();
        const { open, send } = XMLHttpRequest.prototype;
        Reflect.apply(open, xhr, ['GET', page.url('/text')]);
        Reflect.apply(send, xhr, []);
        await page.next(xhr, 'loadend');
        return [
          xhr.responseText,
          xhr instanceof XMLHttpRequest,
          Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'responseText')?.get?.call(xhr),
        ];
      },
      expected: ['hello', false, 'hello'],
    },
  ],
};
