// What an assertion of the compliance suite is: something a page can observe, with the section that fixes it.
import type { BrowserName } from '../browsers/driver.ts';
import type { Page } from './page.ts';

/** The specifications that are cited. */
export const SPEC = {
  fetch: 'https://fetch.spec.whatwg.org/',
  streams: 'https://streams.spec.whatwg.org/',
  xhr: 'https://xhr.spec.whatwg.org/',
  html: 'https://html.spec.whatwg.org/multipage/',
  dom: 'https://dom.spec.whatwg.org/',
  idl: 'https://webidl.spec.whatwg.org/',
  websockets: 'https://websockets.spec.whatwg.org/',
  url: 'https://url.spec.whatwg.org/',
  js: 'https://tc39.es/ecma262/',
  file: 'https://w3c.github.io/FileAPI/',
  encoding: 'https://encoding.spec.whatwg.org/',
  wasm: 'https://webassembly.github.io/spec/web-api/',
  serviceWorkers: 'https://w3c.github.io/ServiceWorker/',
} as const;

/** A plain value that survives JSON. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * One assertion. `run` goes to the page as source text: it may use nothing from around it but its arguments. What it
 * returns is the observation; what differs between browsers (messages of errors) goes to `page.note`, which is
 * compared between runs of one browser only.
 */
export interface Case {
  /** What holds, as a sentence. Unique within its API. */
  name: string;
  /** The section, with its fragment. */
  spec: string;
  /** Handed to `run`, for families of cases. */
  given?: Plain;
  /** The observation that the specification asks for; left out where it leaves the browser a choice. */
  expected?: unknown;
  /** The browser that is known not to do what the specification asks for: it has to agree with itself only. */
  deviates?: BrowserName;
  /** The one browser that has the feature. */
  only?: BrowserName;
  run(page: Page, given: never): unknown;
}

export type Api = 'fetch' | 'xhr' | 'eventsource' | 'websocket' | 'websocketstream';

/** Cases that share one page. */
export interface Group {
  api: Api;
  title: string;
  /** One after the other: for cases that would disturb each other. */
  serial?: true;
  cases: Case[];
}

/** A family: one case for each of `givens`. */
export function each<G extends Plain>(
  givens: readonly G[],
  make: (given: G) => Omit<Case, 'run' | 'given'> & { run(page: Page, given: G): unknown },
): Case[] {
  return givens.map((given) => ({ ...make(given), given }) as Case);
}
