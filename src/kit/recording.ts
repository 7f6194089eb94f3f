// What `record(page)` gives: the streams of a page as a test sees them, and the log that it can keep.
import fs from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type MessageData, messageData, type Summary, summarize } from '../automation/summary.ts';
import { chooseFramer } from '../decode/framing/choose.ts';
import { matches } from '../filter/match.ts';
import { parse } from '../filter/parse.ts';
import { byteStream, gzipped } from '../har/export/stream.ts';
import { HarFile, learnExchange } from '../har/file.ts';
import type { Har } from '../har/har.ts';
import { Redactor } from '../har/redact/redactor.ts';
import { defaultRules } from '../har/redact/rules.ts';
import type { WriteOptions } from '../har/write.ts';
import { startSession } from '../ingest/session.ts';
import type { Exchange } from '../store/exchange.ts';
import { type Notice, type NoticeCode, noticeOf } from '../store/notice.ts';
import { Store } from '../store/store.ts';
import { CensusTaker, type Evaluating } from './census.ts';
import { openLinks } from './links.ts';

/** Bytes of one exchange's opaque binary body that are kept. */
const BODY_CAP = 16 * 2 ** 20;

export interface Choice {
  /** Which exchanges, in the language of the panel's filter box: `api:ws url:/chat`. */
  filter?: string;
}

export interface LogChoice extends Choice {
  /** Replace secrets by placeholders: true unless you say otherwise. */
  redact?: boolean;
}

/** An exchange and its messages, as `window.streamscope` of the panel tells them. Times are epoch ms, sizes bytes. */
export interface RecordedExchange extends Summary {
  messages: MessageData[];
}

export interface Recording {
  /** What has happened so far. Not redacted. @throws {TypeError} for a filter that is wrong. */
  exchanges(choice?: Choice): Promise<RecordedExchange[]>;
  /** The log as HAR. */
  har(choice?: LogChoice): Promise<Har>;
  /** Writes the log; packed where the name ends in `.gz`. */
  save(file: string, choice?: LogChoice): Promise<void>;
  /** What the log lacks, and why; empty where nothing was lost. */
  notices(): Promise<Notice[]>;
  /** Ends the recording. What was recorded stays. */
  stop(): Promise<void>;
}

/** What a test tool can do with a page. */
export interface PageTools {
  /** Makes `run` a function of this name in every document, before its scripts run. */
  expose(name: string, run: (text: string) => Promise<string>): Promise<void>;
  /** Runs `script` in every document to come, before its scripts. */
  inject(script: string): Promise<void>;
  onClose(listener: () => void): void;
  /** Those that the page has now. */
  frames(): readonly Evaluating[];
  browser(): Promise<{ name: string; version: string } | null>;
}

function chosen(exchanges: readonly Exchange[], filter = ''): Exchange[] {
  const query = parse(filter);
  const [error] = query.errors;
  if (error)
    throw new TypeError(
      `The filter ${JSON.stringify(filter)} has an error at character ${error.position + 1}: ${error.message}.`,
    );
  return exchanges.filter((exchange) => matches(query, exchange));
}

/** `script`: text of the built page script, a function of the name of what is exposed. */
export async function startRecording(tools: PageTools, script: string): Promise<Recording> {
  const store = new Store(chooseFramer);
  const session = startSession(store, { bodyCap: () => BODY_CAP, keepLog: () => true, now: Date.now });
  const note = (code: NoticeCode, ...values: string[]): void => store.notice(noticeOf(code, Date.now(), values));
  const links = openLinks(session, (reason) => note('words', reason));
  const name = `__streamscope_${crypto.randomUUID().replaceAll('-', '')}`;
  const census = new CensusTaker(name, (url) => note('unreached', url));
  let frames = tools.frames;
  tools.onClose(() => {
    frames = () => [];
    links.close();
  });
  await tools.expose(name, links.receive);
  await tools.inject(`(${script})(${JSON.stringify(name)})`);
  const browser = await tools.browser();
  let running = true;

  async function settled(): Promise<void> {
    if (running && !(await links.settled(() => census.take(frames())))) note('waiting');
  }

  async function pieces({ filter, redact = true }: LogChoice): Promise<() => Generator<string>> {
    await settled();
    const exchanges = chosen(store.exchanges, filter);
    const options: WriteOptions = {
      version: __VERSION__,
      now: Date.now(),
      notices: store.notices,
      ...(exchanges.length < store.exchanges.length && { totals: store.totals }),
      ...(browser && { browser }),
    };
    return function* () {
      const redactor = redact ? new Redactor(defaultRules()) : null;
      if (redactor) {
        for (const notice of store.notices) redactor.learnValue(notice, 'notices');
        for (const exchange of exchanges) for (const _ of learnExchange(redactor, exchange, options)) yield '';
      }
      const file = new HarFile(options, redactor);
      yield file.head();
      for (const exchange of exchanges) yield* file.entry(exchange);
      yield file.tail();
    };
  }

  return {
    async exchanges({ filter } = {}) {
      await settled();
      return chosen(store.exchanges, filter).map((exchange) => ({
        ...summarize(exchange),
        messages: Array.from({ length: exchange.messages.length }, (_, i) => messageData(exchange.messages, i)),
      }));
    },
    async har(choice = {}) {
      return JSON.parse([...(await pieces(choice))()].join('')) as Har;
    },
    async save(file, choice = {}) {
      const stream = byteStream((await pieces(choice))());
      const bytes = file.endsWith('.gz') ? gzipped(stream) : stream;
      await pipeline(Readable.fromWeb(bytes as Parameters<typeof Readable.fromWeb>[0]), fs.createWriteStream(file));
    },
    async notices() {
      await settled();
      return store.notices.map((notice) => ({ ...notice }));
    },
    async stop() {
      await settled();
      running = false;
      links.stop();
    },
  };
}
