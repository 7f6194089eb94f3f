// What has come on the new WebSocket, for the waits of a replay: each message is read once, however many wait.
import type { MessageLog } from '../../store/message-log.ts';
import { includes } from '../json-diff.ts';
import type { Wait } from './plan.ts';
import { jsonOf, keyOf } from './replies.ts';

/** Messages that one or more equal waits are for. */
interface Topic {
  /** Positions, in order. */
  found: number[];
  /** How many of them have been taken, or were taken by another topic. */
  gone: number;
}

export class Inbox {
  readonly #log: MessageLog;
  readonly #ignore: readonly string[][];
  readonly #topics = new Map<Wait, Topic>();
  /** By what makes a message equal to a recorded one. */
  readonly #likes = new Map<string, Topic>();
  /** By the JSON that a message must have. */
  readonly #matches = new Map<string, { match: unknown; topic: Topic }>();
  readonly #taken = new Set<number>();
  /** Messages read so far. */
  #read = 0;

  /** @param original the recorded messages, to which the `like` of waits refers */
  constructor(log: MessageLog, original: MessageLog, waits: readonly Wait[], ignore: readonly string[][]) {
    this.#log = log;
    this.#ignore = ignore;
    for (const wait of waits) this.#topics.set(wait, this.#topicOf(wait, original));
  }

  #topicOf({ like, match }: Wait, original: MessageLog): Topic {
    const fresh = (): Topic => ({ found: [], gone: 0 });
    if (like !== undefined) {
      const key = keyOf(original.data(like), this.#ignore);
      const topic = this.#likes.get(key) ?? fresh();
      this.#likes.set(key, topic);
      return topic;
    }
    const key = JSON.stringify(match);
    const known = this.#matches.get(key) ?? { match, topic: fresh() };
    this.#matches.set(key, known);
    return known.topic;
  }

  /** Position of the first message that this wait is for and that no other has taken; undefined while there is none. */
  find(wait: Wait): number | undefined {
    this.#readOn();
    const topic = this.#topics.get(wait);
    if (!topic) return undefined;
    while (this.#taken.has(topic.found[topic.gone] ?? -1)) topic.gone++;
    return topic.found[topic.gone];
  }

  take(at: number): void {
    this.#taken.add(at);
  }

  #readOn(): void {
    for (; this.#read < this.#log.length; this.#read++) if (!this.#log.isSent(this.#read)) this.#sort(this.#read);
  }

  #sort(at: number): void {
    const data = this.#log.data(at);
    if (this.#likes.size > 0) this.#likes.get(keyOf(data, this.#ignore))?.found.push(at);
    if (this.#matches.size === 0) return;
    const value = jsonOf(data);
    for (const { match, topic } of this.#matches.values()) if (includes(value, match)) topic.found.push(at);
  }
}
