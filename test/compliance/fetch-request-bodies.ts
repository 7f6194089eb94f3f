// Every kind of request body: what arrives, and what the Request says of it.
import { type Case, each, SPEC } from './case.ts';

const BODY = `${SPEC.fetch}#bodyinit-unions`;
const REQUEST = `${SPEC.fetch}#dom-request`;

/** What the server is told, for each kind of body: its text and content type. */
const BODIES: Record<string, [text: string, type: string | null]> = {
  "'text é'": ['text Ã©', 'text/plain;charset=UTF-8'],
  "''": ['', 'text/plain;charset=UTF-8'],
  "new URLSearchParams('a=1&b=ü')": ['a=1&b=%C3%BC', 'application/x-www-form-urlencoded;charset=UTF-8'],
  "new Blob(['blob'], { type: 'text/x-blob' })": ['blob', 'text/x-blob'],
  "new Blob(['blob'])": ['blob', null],
  "new File(['file'], 'name.txt', { type: 'text/x-file' })": ['file', 'text/x-file'],
  'new Uint8Array([65, 66, 67]).buffer': ['ABC', null],
  'new Uint8Array([65, 66, 67]).subarray(1)': ['BC', null],
  'new DataView(new Uint8Array([65, 66, 67]).buffer, 1, 1)': ['B', null],
  'new Uint16Array([16705])': ['AA', null],
  null: ['', null],
  undefined: ['', null],
  12.5: ['12.5', 'text/plain;charset=UTF-8'],
  true: ['true', 'text/plain;charset=UTF-8'],
  '{ toString: () => "an object" }': ['an object', 'text/plain;charset=UTF-8'],
  "['a', 'list']": ['a,list', 'text/plain;charset=UTF-8'],
  '/regexp/g': ['/regexp/g', 'text/plain;charset=UTF-8'],
  "new URL('http://a/b')": ['http://a/b', 'text/plain;charset=UTF-8'],
  "'lone \\ud800'": ['lone ï¿½', 'text/plain;charset=UTF-8'],
};

export const requestBodies: Case[] = [
  ...each(Object.keys(BODIES), (kind) => ({
    name: `the body ${kind} arrives with its content type`,
    spec: BODY,
    run: async (page, given) => {
      const body = new Function(`return ${given}`)();
      const response = await fetch(page.url('/echo'), { method: 'POST', body });
      const told = await response.json();
      page.note(told.headers['content-length'], told.headers.accept);
      return [told.body, told.headers['content-type'] ?? null];
    },
    expected: BODIES[kind],
  })),
  ...each(Object.keys(BODIES), (kind) => ({
    name: `the body ${kind} makes the same Request`,
    spec: REQUEST,
    run: async (page, given) => {
      const body = new Function(`return ${given}`)();
      const request = new Request(page.url('/echo'), { method: 'POST', body });
      const before = request.bodyUsed;
      const type = request.headers.get('content-type');
      const copy = request.clone();
      const told = await (await fetch(request)).json();
      return [before, type, request.bodyUsed, copy.bodyUsed, told.body === (await (await fetch(copy)).json()).body];
    },
    expected: [false, BODIES[kind]?.[1], !['null', 'undefined'].includes(kind), false, true],
  })),
  {
    name: 'a FormData body is multipart with its files',
    spec: `${SPEC.html}form-control-infrastructure.html#multipart-form-data`,
    run: async (page) => {
      const body = new FormData();
      body.append('a', 'one\ntwo');
      body.append('file', new File(['bytes'], 'näme".txt', { type: 'text/x-y' }));
      body.append('blob', new Blob(['b']));
      const told = await (await fetch(page.url('/echo'), { method: 'POST', body })).json();
      const boundary = /boundary=(.*)$/.exec(told.headers['content-type'])?.[1] as string;
      return told.body.replaceAll(boundary, 'BOUNDARY');
    },
  },
  {
    name: 'a changed buffer does not change the body',
    spec: BODY,
    run: async (page) => {
      const bytes = new Uint8Array([65, 66, 67]);
      const answer = fetch(page.url('/echo'), { method: 'POST', body: bytes });
      bytes.fill(90);
      return (await (await answer).json()).body;
    },
    expected: 'ABC',
  },
  {
    name: 'a detached buffer is refused',
    spec: BODY,
    run: (page) => {
      const bytes = new Uint8Array([65]);
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      return fetch(page.url('/echo'), { method: 'POST', body: bytes }).then(
        async (response) => (await response.json()).body,
        page.error,
      );
    },
  },
  ...each(['read from', 'read to its end', 'cancelled', 'locked'], (kind) => ({
    name: `a stream that is ${kind} is refused as a body`,
    spec: `${SPEC.fetch}#concept-bodyinit-extract`,
    run: async (page, given) => {
      const stream = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new Uint8Array([65]));
          controller.close();
        },
      });
      const reader = stream.getReader();
      if (given.startsWith('read')) await reader.read();
      if (given.endsWith('end')) await reader.read();
      if (given === 'cancelled') await reader.cancel();
      if (given !== 'locked') reader.releaseLock();
      const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: stream, duplex: 'half' };
      const refused = await fetch(page.url('/echo'), init).then((response) => response.status, page.error);
      return [refused, stream.locked];
    },
  })),
  {
    name: 'a stream that was sent stays locked',
    spec: `${SPEC.fetch}#concept-bodyinit-extract`,
    only: 'chromium',
    run: async (page) => {
      const stream = new ReadableStream({ start: (controller) => controller.close() });
      const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: stream, duplex: 'half' };
      const sent = fetch(page.url('/echo'), init).then((response) => response.status, page.error);
      const during = stream.locked;
      await sent;
      return [during, stream.locked];
    },
  },
];
