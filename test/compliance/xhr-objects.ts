// XMLHttpRequest as an object: subclasses, frozen ones, replaced methods, other realms.
import { type Case, SPEC } from './case.ts';

export const xhrObjects: Case[] = [
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
];
