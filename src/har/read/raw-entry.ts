// One entry as it stands in the file: small members parsed, long texts in parts, nothing believed yet.
import { MessageLog } from '../../store/message-log.ts';
import type { Lists, ListTarget } from './lists.ts';
import { TextParts } from './parts.ts';
import { NOTHING, type Place, type Plan } from './plan.ts';

/** Members by name. A map, so that a file cannot name a member of `Object.prototype`. */
export type Members = Map<string, unknown>;

export class RawEntry implements ListTarget {
  /** From 0. */
  readonly index: number;
  readonly place: Place;
  readonly entry: Members = new Map();
  readonly request: Members = new Map();
  readonly postData: Members = new Map();
  readonly response: Members = new Map();
  readonly content: Members = new Map();
  /** `_streamscope`, and its `messages` and `requestBody`. */
  readonly own: Members = new Map();
  readonly ownMessages: Members = new Map();
  readonly requestBody: Members = new Map();
  readonly requestText = new TextParts();
  readonly requestBase64 = new TextParts();
  readonly responseText = new TextParts();
  /** Bodies that were in files of their own. */
  requestBytes: Uint8Array | null = null;
  responseBytes: Uint8Array | null = null;
  readonly messages = new MessageLog();
  readonly chunks = new MessageLog();
  readonly lists: Lists;
  /** Where our own words say that the messages are; undefined while that is not known. */
  messagesIn: unknown;
  #plans: Map<string, Plan> | null = null;

  constructor(index: number, place: Place, lists: (entry: RawEntry) => Lists) {
    this.index = index;
    this.place = place;
    this.lists = lists(this);
  }

  /** `_streamscope` as plain values, but for what the lists have taken. */
  extras(): Members {
    if (!this.own.has('messages')) this.own.set('messages', Object.fromEntries(this.ownMessages));
    if (!this.own.has('requestBody') && this.requestBody.size > 0)
      this.own.set('requestBody', Object.fromEntries(this.requestBody));
    return this.own;
  }

  /** When it began, epoch ms; 0 where that is not known. */
  started(): number {
    const exact = this.own.get('started');
    if (typeof exact === 'number') return exact;
    const date = Date.parse(`${this.entry.get('startedDateTime')}`);
    return Number.isNaN(date) ? 0 : date;
  }

  /** How the scanner reads the member with this name. */
  member(key: string): Plan {
    this.#plans ??= this.#special();
    return memberPlan(this.entry, this.#plans, key);
  }

  #special(): Map<string, Plan> {
    const { lists } = this;
    const batches = (items: (items: unknown[]) => void): Plan => ({ take: 'batches', items });
    const messages = into(
      this.ownMessages,
      {
        rows: batches((items) => lists.rows(items)),
        chunks: batches((items) => lists.chunks(items)),
        flags: batches((items) => lists.mark('flags', items)),
        sizes: batches((items) => lists.mark('sizes', items)),
        times: batches((items) => lists.mark('times', items)),
        events: batches((items) => lists.mark('events', items)),
      },
      (value) => void this.own.set('messages', value),
    );
    const requestBody = into(this.requestBody, { base64: textInto(this.requestBase64, this.requestBody) });
    const postData = into(this.postData, { text: textInto(this.requestText, this.postData) });
    const content = into(this.content, { text: textInto(this.responseText, this.content) });
    return new Map<string, Plan>([
      ['request', into(this.request, { postData })],
      ['response', into(this.response, { content })],
      ['_streamscope', into(this.own, { requestBody, messages }, undefined, () => lists.ownDone())],
      ['_webSocketMessages', batches((items) => lists.sockets(items))],
      ['_eventSourceMessages', batches((items) => lists.events(items))],
      ['cache', NOTHING],
    ]);
  }
}

const memberPlan = (members: Members, special: Map<string, Plan>, key: string): Plan =>
  special.get(key) ?? { take: 'value', value: (value) => void members.set(key, value) };

/** An object whose members go into `members`, but those with a plan of their own. */
function into(
  members: Members,
  special: Record<string, Plan>,
  other?: (value: unknown) => void,
  end?: () => void,
): Plan {
  const plans = new Map(Object.entries(special));
  return {
    take: 'members',
    member: (key) => memberPlan(members, plans, key),
    ...(other && { other }),
    ...(end && { end }),
  };
}

/** A long text; `members` says that there is one. */
const textInto = (parts: TextParts, members: Members): Plan => {
  let begun = false;
  return {
    take: 'text',
    part: (text) => {
      if (!begun) members.set('text', true);
      begun = true;
      parts.push(text);
    },
    other: (value) => void members.set('text', value),
  };
};
