// Bodies that are copied, cancelled or moved: tee(), clone(), cancel(), other Responses.
import { type Case, SPEC } from './case.ts';

const TEE = `${SPEC.streams}#rs-tee`;
const CLONE = `${SPEC.fetch}#dom-response-clone`;

export const bodyCopies: Case[] = [
  {
    name: 'tee() gives two branches with the same bytes, in buffers of their own',
    spec: TEE,
    run: async (page) => {
      const body = (await fetch(page.url('/text', { body: 'abcd' }))).body as ReadableStream<Uint8Array>;
      const branches = body.tee();
      const [a, b] = branches.map((branch) => branch.getReader());
      const [one, two] = [await a?.read(), await b?.read()];
      one?.value?.fill(0);
      return [
        branches.length,
        Array.isArray(branches),
        body.locked,
        new TextDecoder().decode(two?.value),
        one?.value === two?.value,
        page.thrown(() => body.tee()),
      ];
    },
  },
  {
    name: 'cancelling both branches of tee() cancels with both reasons',
    spec: TEE,
    run: async () => {
      const reasons: unknown[] = [];
      const source = new ReadableStream({ cancel: (reason) => void reasons.push(reason) });
      const [a, b] = source.tee();
      const first = a.cancel('a');
      await Promise.resolve();
      const before = reasons.length;
      await Promise.all([first, b.cancel('b')]);
      return [before, reasons];
    },
    expected: [0, [['a', 'b']]],
  },
  {
    name: 'clone() gives a second response with a body of its own',
    spec: CLONE,
    run: async (page) => {
      const response = await fetch(page.url('/text'));
      const body = response.body;
      const copy = response.clone();
      return [
        copy !== response,
        copy.constructor === Response,
        page.path(copy.url),
        copy.type,
        copy.headers !== response.headers,
        response.body === body,
        body?.locked,
        await copy.text(),
        response.bodyUsed,
        await response.text(),
        copy.bodyUsed,
        page.thrown(() => copy.clone()),
      ];
    },
  },
  {
    name: 'a copy of a copy reads the same, and a cancelled copy leaves the other',
    spec: CLONE,
    run: async (page) => {
      const response = await fetch(page.url('/text', { body: 'abcd', cuts: '2' }));
      const copy = response.clone();
      const third = copy.clone();
      void copy.body?.cancel('no need');
      return [await third.text(), await response.text(), copy.bodyUsed, await page.rejection(copy.text())];
    },
    expected: ['abcd', 'abcd', true, 'TypeError'],
  },
  {
    name: 'clone() of a locked body throws',
    spec: CLONE,
    run: async (page) => {
      const response = await fetch(page.url('/text'));
      const reader = response.body?.getReader();
      const locked = page.thrown(() => response.clone());
      reader?.releaseLock();
      return [locked, await response.clone().text()];
    },
    expected: ['TypeError', 'hello'],
  },
  {
    name: 'cancel() ends the body, and text() of it rejects',
    spec: `${SPEC.streams}#rs-cancel`,
    run: async (page) => {
      const response = await fetch(page.url('/hang'), page.untilEnd());
      await response.body?.cancel('enough');
      return [response.bodyUsed, response.body?.locked, await page.rejection(response.text())];
    },
    expected: [true, false, 'TypeError'],
  },
  {
    name: 'cancel() of a locked body rejects, and that of its reader resolves',
    spec: `${SPEC.streams}#default-reader-cancel`,
    run: async (page) => {
      const body = (await fetch(page.url('/hang'), page.untilEnd())).body as ReadableStream;
      const reader = body.getReader();
      const waiting = reader.read().then(() => reader.read());
      const refused = await page.rejection(body.cancel());
      await reader.cancel('enough');
      return [refused, await waiting, await page.rejection(reader.closed), body.locked];
    },
    expected: ['TypeError', { done: true, value: 'undefined' }, 'fulfilled', true],
  },
  {
    name: 'a body moves into another Response',
    spec: `${SPEC.fetch}#concept-bodyinit-extract`,
    run: async (page) => {
      const response = await fetch(page.url('/text'));
      const other = new Response(response.body, { status: 201 });
      const before = [response.bodyUsed, response.body?.locked, other.body === response.body];
      page.note(await other.clone().text(), response.bodyUsed);
      return [...before, await other.text()];
    },
    expected: [false, false, true, 'hello'],
  },
  {
    name: 'a stream of the page’s own is read through a Response',
    spec: `${SPEC.fetch}#concept-bodyinit-extract`,
    run: async (page) => {
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('mine'));
          controller.close();
        },
      });
      const text = await new Response(stream).text();
      const wrong = new ReadableStream({ start: (controller) => controller.enqueue('no bytes') });
      return [text, await page.rejection(new Response(wrong).text())];
    },
    expected: ['mine', 'TypeError'],
  },
  {
    name: 'a body can be transferred',
    spec: `${SPEC.streams}#rs-transfer`,
    run: async (page) => {
      const body = (await fetch(page.url('/text'))).body as ReadableStream;
      const moved = structuredClone(body, { transfer: [body] });
      return [body.locked, await new Response(moved).text(), page.thrown(() => structuredClone(new Response('x')))];
    },
    expected: [true, 'hello', 'DataCloneError (DOMException 25)'],
  },
];
