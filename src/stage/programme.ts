// Which recorded answer the next request of the page gets.
import type { PlayAnswer, PlayApi, PlayRule } from '../wire/play.ts';

/** A request as far as the rules ask. `body`: null where it has none, or none that is text. */
export interface Asked {
  api: PlayApi;
  method: string;
  /** Absolute. */
  url: string;
  body: string | null;
}

/** `*` stands for any characters; all else is itself. */
export function fitsPattern(pattern: string, url: string): boolean {
  const parts = pattern.split('*');
  const [head = '', ...rest] = parts;
  if (rest.length === 0) return pattern === url;
  if (!url.startsWith(head)) return false;
  const tail = rest.pop() as string;
  let at = head.length;
  for (const part of rest) {
    const found = url.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return url.length - tail.length >= at && url.endsWith(tail);
}

const fitsHead = (rule: PlayRule, { api, method, url }: Asked): boolean =>
  (rule.api === null || rule.api === api) &&
  (rule.method === null || rule.method.toUpperCase() === method.toUpperCase()) &&
  fitsPattern(rule.url, url);

/** The server cannot be reached. An EventSource goes on asking. */
const refused = (answers: readonly PlayAnswer[], { api }: Asked): PlayAnswer => ({
  ...(answers.at(-1) as PlayAnswer),
  status: 0,
  steps: [{ at: 0, type: api === 'eventsource' ? 'lost' : 'broken' }],
});

export class Programme {
  readonly #given = new Map<PlayRule, number>();
  /** Position of the rule that was chosen last. */
  chosen = 0;
  constructor(public rules: readonly PlayRule[]) {}

  /** For each rule, how many requests it has answered. */
  matched(): number[] {
    return this.rules.map((rule) => this.#given.get(rule) ?? 0);
  }

  /** True where it takes the body to know: some rule that fits otherwise asks for one. */
  needsBody(asked: Asked): boolean {
    return this.rules.some((rule) => rule.body !== null && fitsHead(rule, asked));
  }

  /** The answer of the first rule that fits and has one left; null: the network's. */
  choose(asked: Asked): PlayAnswer | null {
    for (const [position, rule] of this.rules.entries()) {
      if (!fitsHead(rule, asked) || (rule.body !== null && !asked.body?.includes(rule.body))) continue;
      const given = this.#given.get(rule) ?? 0;
      const { answers } = rule;
      const at =
        rule.afterwards === 'again'
          ? given % answers.length
          : rule.afterwards === 'last'
            ? Math.min(given, answers.length - 1)
            : given;
      const answer = answers[at] ?? (rule.afterwards === 'refuse' ? refused(answers, asked) : null);
      if (!answer) continue;
      this.#given.set(rule, given + 1);
      this.chosen = position;
      return answer;
    }
    return null;
  }
}
