// What an XMLHttpRequest gives: response types, decoding, headers, URL and status.
import { type Case, each, SPEC } from './case.ts';

const TYPE = `${SPEC.xhr}#the-responsetype-attribute`;

const RESPONSES: Record<string, unknown> = {
  '': 'string [1]',
  text: 'string [1]',
  json: 'Array',
  blob: 'Blob',
  arraybuffer: 'ArrayBuffer',
  document: 'object null',
};

export const xhrResponses: Case[] = [
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
];
