// The probes that can tell, and why: what is known not to be the same with the extension. Nothing else may differ.
import type { BrowserName } from '../../browsers/driver.ts';

interface Known {
  why: string;
  probes: Partial<Record<BrowserName, readonly string[]>>;
}

export const KNOWN: readonly Known[] = [
  {
    why: 'A Proxy refuses a cycle by returning false: Object.setPrototypeOf then has a message of its own (Firefox; V8 tells who asked).',
    probes: {
      firefox: [
        'cycles: Object.setPrototypeOf to an heir',
        'cycles: Object.setPrototypeOf to itself',
        'cycles: __proto__ = itself',
        'cycles: a cycle through two natives',
        'cycles: name and length redefined and deleted',
      ],
    },
  },
  {
    why: 'Promises of fetch and body reads are ours and settle one microtask later.',
    probes: {
      chromium: [
        'environment: order of microtasks: an empty body that was fetched',
        'environment: order of microtasks: what has settled',
      ],
      firefox: [
        'environment: order of microtasks: an empty body that was fetched',
        'environment: order of microtasks: what has settled',
      ],
    },
  },
  {
    why: 'Firefox tells of a read that fails once more (rejectionhandled).',
    probes: {
      firefox: ['environment: rejections that nobody handles'],
    },
  },
  {
    why: 'What a page gives as a Proxy is read once more.',
    probes: {
      chromium: [
        'inside: WebSocket: protocols as a proxy',
        'inside: fetch: headers as a proxy',
        'inside: fetch: headers as a proxy of an array',
        'inside: fetch: signals aborted with odd reasons',
        'inside: streams: a cancel reason that watches',
        'inside: streams: a reader cancelled with a reason that watches',
      ],
      firefox: [
        'inside: WebSocket: protocols as a proxy',
        'inside: fetch: headers as a proxy',
        'inside: fetch: headers as a proxy of an array',
        'inside: fetch: signals aborted with odd reasons',
        'inside: streams: a cancel reason that watches',
        'inside: streams: a reader cancelled with a reason that watches',
      ],
    },
  },
  {
    why: 'Code of the page that the platform calls within one of our calls sees our frames in new Error().stack (V8).',
    probes: {
      chromium: [
        'environment: errors of listeners reach the window',
        'errors: prepareStackTrace and calls that are right',
        'inside: EventSource: URL and options',
        'inside: Request: reads of init and conversions',
        'inside: Response: reads of init',
        'inside: WebSocket: URL and protocols are converted',
        'inside: WebSocket: close() with conversions in order',
        'inside: WebSocket: protocols as an iterator',
        'inside: WebSocket: what is sent is converted',
        'inside: XMLHttpRequest: open, headers, body',
        'inside: XMLHttpRequest: stacks of its events',
        'inside: fetch: Symbol.toPrimitive',
        'inside: fetch: a Proxy around a Request',
        'inside: fetch: a body that is converted',
        'inside: fetch: getters of init',
        'inside: fetch: headers whose values are converted',
        'inside: fetch: headers with getters',
        'inside: fetch: reads of init',
        'inside: fetch: the URL is converted',
        'inside: fetch: valueOf where toString gives an object',
        'inside: listeners: stacks and options',
        'inside: sloppy functions and their caller',
        'inside: streams: options of getReader, values and pipeTo',
        'inside: streams: stacks of start, pull and cancel',
        'odd: captureStackTrace within a conversion',
      ],
      firefox: ['errors: prepareStackTrace'],
    },
  },
  {
    why: 'The promise of fetch is of the realm of the function, not of the receiver.',
    probes: {
      chromium: ['realms: whose realm results and errors are of'],
    },
  },
  {
    why: 'What was kept of a frame that is gone cannot be told from a Proxy of the page, and has the text of one.',
    probes: {
      chromium: ['gone: methods kept of a frame that is gone, as text'],
    },
  },
  {
    why: 'For a report, and for the place of an uncaught error, the platform names the topmost script, which is ours; and whose promise of the platform a page waits for.',
    probes: {
      chromium: [
        'odd: the place that an uncaught error names',
        'odd: who is named by a long animation frame after a fetch',
        'policy: the place that a violation names',
      ],
      firefox: ['odd: the place that an uncaught error names', 'policy: the place that a violation names'],
    },
  },
  {
    why: 'Promises of ours look up `then`, `constructor` and species as any promise does.',
    probes: {
      chromium: [
        'tripwires: Promise.prototype.constructor and species',
        'tripwires: accessors in Object.prototype',
        'tripwires: accessors in prototypes of platform objects',
        'tripwires: wrapped members of Function.prototype and Promise.prototype',
        'tripwires: wrapped members of Object, Reflect, Array, String, RegExp',
      ],
      firefox: [
        'tripwires: Promise.prototype.constructor and species',
        'tripwires: accessors in Object.prototype',
        'tripwires: accessors in prototypes of platform objects',
        'tripwires: wrapped members of Function.prototype and Promise.prototype',
        'tripwires: wrapped members of Object, Reflect, Array, String, RegExp',
      ],
    },
  },
  {
    why: 'The line of an error that names the native, or the place in Firefox, is told of a Proxy.',
    probes: {
      chromium: [
        'errors: wrong calls',
        'realms: a frame within a frame',
        'realms: a popup of about:blank',
        'realms: sandboxed with allow-same-origin in the same task',
        'realms: srcdoc in the same task',
        'shape: prototype, arguments and caller',
        'toString: the text at the end of the stack',
      ],
      firefox: [
        'errors: stackTraceLimit of 0, 1, 2, 3 and 100',
        'errors: wrong calls',
        'errors: wrong calls as reactions of promises',
        'errors: wrong calls from an array method',
        'errors: wrong calls, 30 frames deep',
        'policy: source texts and wrong calls',
        'realms: a frame within a frame',
        'realms: a popup of about:blank',
        'realms: an opaque origin: data:',
        'realms: an opaque origin: sandboxed blob:',
        'realms: an opaque origin: sandboxed srcdoc',
        'realms: blob: tells of itself',
        'realms: document.open() listeners',
        'gone: natives kept of a frame that is gone',
        'realms: srcdoc in the same task',
        'realms: srcdoc tells of itself',
        'toString: source text in the message of structuredClone',
        'toString: wrong receivers where the limit of stacks is another, none, or locked',
        'toString: toString of toString',
      ],
    },
  },
  {
    why: 'Firefox makes globals and members when they are first read, so that their order differs.',
    probes: {
      chromium: ['shape: writing to arguments and caller'],
      firefox: [
        'shape: census of all globals',
        'shape: order of keys of the owners',
        'shape: own keys and their order',
        'shape: writing to arguments and caller',
      ],
    },
  },
];
