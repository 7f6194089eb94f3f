// What is to be played as it is being edited: a rule for each URL that was chosen, and what a person changed of it.
import type { Afterwards, PlayApi, PlayTiming, RuleGiven } from '../../replay/play/rules.ts';
import type { Exchange } from '../../store/exchange.ts';
import { type FaultDraft, faultOf } from './fault-kinds.ts';

/** A rule: the recordings of one API, method and URL, in their order. */
export interface RuleDraft {
  /** Tells it from the others, whatever is changed of it. */
  key: string;
  api: PlayApi;
  ids: string[];
  /** Empty: any. */
  method: string;
  url: string;
  /** Empty: any body, or none. */
  body: string;
  afterwards: Afterwards;
  /** A number, or empty. */
  pauseAt: string;
  faults: FaultDraft[];
}

export type Edits = Partial<Omit<RuleDraft, 'key' | 'api' | 'ids'>>;

const APIS: readonly string[] = ['fetch', 'xhr', 'eventsource', 'websocket'] satisfies PlayApi[];

/** Whether the page can be given it: it is of one of the four APIs, and was answered. */
export const isPlayable = ({ api, response, transitions, error, closed }: Exchange): boolean =>
  APIS.includes(api) &&
  (response !== null || error !== null || closed !== null || transitions.some(({ state }) => state === 1));

/** One rule for each API, method and URL, in the order in which they come first. */
export function rulesOf(chosen: readonly Exchange[]): RuleDraft[] {
  const rules = new Map<string, RuleDraft>();
  for (const { id, api, method, url } of chosen) {
    const key = `${api} ${method} ${url}`;
    const known = rules.get(key);
    if (known) known.ids.push(id);
    else
      rules.set(key, {
        key,
        api: api as PlayApi,
        ids: [id],
        method,
        url,
        body: '',
        afterwards: 'network',
        pauseAt: '',
        faults: [],
      });
  }
  return [...rules.values()];
}

export function givenOf(rule: RuleDraft): RuleGiven {
  const { api, ids, method, url, body, afterwards, pauseAt, faults } = rule;
  return {
    exchanges: ids,
    api,
    method: method.trim() || null,
    url: url.trim(),
    body: body || null,
    afterwards,
    ...(faults.length > 0 && { faults: faults.map(faultOf) }),
    ...(pauseAt.trim() !== '' && { pauseAt: Number(pauseAt) }),
  };
}

export type TimingChoice = 'original' | 'scaled' | 'asap' | 'step';

export const timingOf = (choice: TimingChoice, times: string): PlayTiming =>
  choice === 'scaled' ? Number(times) : choice;
