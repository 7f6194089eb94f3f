// What the panel must not hide: gaps in what the page told, faults, documents seen late, blind spots. Each has a code and
// values, so that a screen can say it in its own language, and a text in English for logs and programs.

/**
 * What neither the hook nor the network log can show: EventSources and WebSocket messages of workers in Firefox, messages of
 * WebSockets that only Firefox's log saw, a log too large to be read as it grows, a page too busy to read it beside, shared workers.
 */
export type BlindSpot = 'workers' | 'sharedWorkers' | 'sockets' | 'large' | 'largeFirefox' | 'busy';

type Kind = 'gap' | 'fault' | 'late' | 'invalid';

/** What there is to say, in English, by code. The values are texts; a screen writes numbers in its own way. */
export const NOTICE_TEXTS = {
  untold: (count: string, url: string) => `${count} facts of ${url} were let go before they could be told.`,
  before: (count: string, url: string) =>
    `${count} older facts of ${url} are gone: they were let go, or told to a panel before this one.`,
  room: (count: string, url: string) => `${count} facts of ${url} were let go for want of room.`,
  ending: (count: string, url: string) =>
    `${url} went away before it could tell its last moments: how its ${count} open exchanges ended is not known.`,
  silent: (url: string) => `${url} went away before it could tell anything: whether it did anything is not known.`,
  unreached: (url: string) => `The recording does not reach ${url}: what happens there is not known.`,
  paused: (count: string) =>
    `The recording was off for a while: ${count} exchanges that were open then may lack what came meanwhile.`,
  older: () => 'Older notices were let go for want of room.',
  late: (url: string) => `${url} was open before Streamscope: reload it to see everything from the start.`,
  protocol: (theirs: string, ours: string) =>
    `A page speaks protocol ${theirs}, this panel ${ours}. Reload the page after updating the extension.`,
  fact: (url: string, reason: string) => `A fact of ${url} was not understood: ${reason}`,
  message: (url: string, reason: string) => `A message from ${url} was not understood: ${reason}`,
  unknownFact: (type: string) => `A fact (${type}) of an exchange whose beginning is not known was left out.`,
  unknownMessage: () => 'A message of an exchange whose beginning is not known was left out.',
  part: (seq: string, offset: string) => `Part of a large message (fact ${seq}, offset ${offset}) came out of order.`,
  entry: () => 'An entry of the network log was not understood.',
  hook: (error: string) => `The hook met an error of its own: ${error}`,
  words: (reason: string) => `What a page told was not understood: ${reason}`,
  waiting: () => 'A document did not tell all that it holds in time.',
};

export type NoticeCode = keyof typeof NOTICE_TEXTS;

const KINDS: Record<NoticeCode, Kind> = {
  untold: 'gap',
  before: 'gap',
  room: 'gap',
  ending: 'gap',
  silent: 'gap',
  unreached: 'gap',
  paused: 'gap',
  older: 'gap',
  late: 'late',
  protocol: 'invalid',
  fact: 'invalid',
  message: 'invalid',
  unknownFact: 'invalid',
  unknownMessage: 'invalid',
  part: 'invalid',
  entry: 'invalid',
  hook: 'fault',
  words: 'fault',
  waiting: 'fault',
};

/** A notice in words. A log of another version may have none of `code` and `values`, or codes that are not known here. */
export interface WordedNotice {
  kind: Kind;
  /** Epoch ms. */
  time: number;
  /** How many facts it stands for; of `ending`, how many exchanges. */
  count: number;
  /** In English. */
  text: string;
  code?: string;
  /** What `text` says, in the order of its function in `NOTICE_TEXTS`. */
  values?: readonly (string | number)[];
}

/** Something the panel must not hide: a gap in what the page told, a fault of the hook, a document seen late, a blind spot. */
export type Notice = WordedNotice | { kind: 'blind'; time: number; count: number; spot: BlindSpot };

/** `time` in epoch ms. `values`: as the function of this code in `NOTICE_TEXTS` takes them. */
export function noticeOf(
  code: NoticeCode,
  time: number,
  values: readonly (string | number)[],
  count = 1,
): WordedNotice {
  const say = NOTICE_TEXTS[code] as (...values: string[]) => string;
  return { kind: KINDS[code], time, count, text: say(...values.map(String)), code, values };
}

/** The code of a notice that can be said in other words than its text: one of ours, with all its values. */
export function sayableCode({ code = '', values = [], text }: WordedNotice): NoticeCode | null {
  if (text === NOTICE_TEXTS.older()) return 'older';
  if (!Object.hasOwn(NOTICE_TEXTS, code)) return null;
  const known = code as NoticeCode;
  return values.length >= NOTICE_TEXTS[known].length ? known : null;
}

/** How often it came. What it stands for, where its words tell that number, is not told a second time. */
export function timesOf(notice: Notice): number {
  const told = notice.kind === 'gap' ? notice.values?.[0] : undefined;
  return typeof told === 'number' && told > 0 ? Math.round(notice.count / told) : notice.count;
}
