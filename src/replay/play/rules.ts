// What a person says is to be played, as the plan that a stage performs.
import type { Exchange } from '../../store/exchange.ts';
import type { Store } from '../../store/store.ts';
import type { Plan, PlayAnswer, PlayApi, PlayRule } from '../../wire/play.ts';
import { ReplayError } from '../errors.ts';
import { findExchange } from '../page.ts';
import { type Fault, withFaults } from './faults.ts';
import { answerOf, Unplayable } from './recording.ts';

/** As they stand in a rule. */
export type { PlayApi } from '../../wire/play.ts';
export type Afterwards = PlayRule['afterwards'];

/** Which requests are answered, and from which exchanges. What is not given is as in the recorded exchanges. */
export interface RuleGiven {
  /** Ids of recorded exchanges, those of an opened log too: the first request gets the first one, and so on. */
  exchanges: string | readonly string[];
  /** `null`: any whose answers look alike (fetch and XHR). */
  api?: PlayApi | null;
  /** `null`: any. */
  method?: string | null;
  /** Absolute; `*` stands for any characters. */
  url?: string;
  /** Text that the request body must have in it; `null`: whatever the body is. */
  body?: string | null;
  /** What comes after the last of them; `network` unless told otherwise. */
  afterwards?: PlayRule['afterwards'];
  faults?: readonly Fault[];
  /** Time stands still before the message or chunk with this number (from 0) is given. */
  pauseAt?: number;
}

/** Times of the recording: as they were, this many times as fast, without waiting, or each step when told to. */
export type PlayTiming = 'original' | number | 'asap' | 'step';

export interface PlayOptions {
  timing?: PlayTiming;
  /** Reloads the page: its first requests are answered too. */
  reload?: boolean;
}

const AFTERWARDS: readonly string[] = ['network', 'again', 'last', 'refuse'] satisfies PlayRule['afterwards'][];
const BODIES: readonly (string | null)[] = ['fetch', 'xhr'];

const wrong = (message: string): ReplayError => new ReplayError('invalid-options', message);

/** How many times as fast as recorded; Infinity: without waiting; 0: step by step. @throws {ReplayError} */
function speedOf(timing: PlayTiming = 'original'): number {
  if (timing === 'original') return 1;
  if (timing === 'asap') return Number.POSITIVE_INFINITY;
  if (timing === 'step') return 0;
  if (typeof timing === 'number' && timing >= 0.01 && timing <= 1000) return timing;
  throw wrong("timing is 'original', 'asap', 'step', or from 0.01 to 1000 times as fast");
}

/** An EventSource whose connection breaks asks again: no page sees it end. */
function asEventSource(answer: PlayAnswer): PlayAnswer {
  return {
    ...answer,
    steps: answer.steps.map((step) => (step.type === 'broken' ? { at: step.at, type: 'lost' } : step)),
  };
}

/** @throws {ReplayError} */
function played(exchange: Exchange, { faults = [], pauseAt }: RuleGiven): PlayAnswer {
  try {
    const recorded = answerOf(exchange);
    const faulty = withFaults(recorded, faults);
    const answer = exchange.api === 'eventsource' && faults.length > 0 ? asEventSource(faulty) : faulty;
    return { ...answer, ...(pauseAt !== undefined && { pauseAt }) };
  } catch (error) {
    if (error instanceof Unplayable) throw new ReplayError('unplayable', `${exchange.id}: ${error.message}`);
    if (error instanceof RangeError) throw wrong(`${exchange.id}: ${error.message}`);
    throw error;
  }
}

function checkApi(given: PlayApi | null, exchanges: readonly Exchange[]): void {
  for (const { id, api } of exchanges) {
    const alike = given === api || (BODIES.includes(api) && (given === null || BODIES.includes(given)));
    if (!alike && given !== null) throw wrong(`exchange ${id} is of ${api}, and cannot answer ${given}`);
  }
}

/** Without a URL each URL that was recorded has a rule of its own, in the order in which they come first. */
function groups(exchanges: readonly Exchange[], given: RuleGiven): Exchange[][] {
  if (given.url !== undefined) return [[...exchanges]];
  const found = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const key = `${exchange.api} ${exchange.method} ${exchange.url}`;
    const group = found.get(key);
    if (group) group.push(exchange);
    else found.set(key, [exchange]);
  }
  return [...found.values()];
}

function ruleOf(exchanges: readonly Exchange[], given: RuleGiven): PlayRule {
  const [first] = exchanges as [Exchange];
  const { api = first.api as PlayApi, method = first.method, url = first.url, body = null } = given;
  checkApi(api, exchanges);
  const { afterwards = 'network' } = given;
  if (!AFTERWARDS.includes(afterwards)) throw wrong(`afterwards is one of ${AFTERWARDS.join(', ')}`);
  const { href } = URL.parse(url.replaceAll('*', '_')) ?? {};
  if (!url.includes('*') && !href)
    throw new ReplayError('invalid-url', `${url} is no absolute URL, and has no * in it`);
  const answers = exchanges.map((exchange) => played(exchange, given));
  return { api, method, url: withoutFragment(url), body, afterwards, answers };
}

/** A request has no fragment to be told by. */
const withoutFragment = (url: string): string => url.replace(/#.*$/, '');

/**
 * The plan of these rules.
 * @throws {ReplayError} `unknown-exchange`, `unplayable`, `invalid-options`, `invalid-url`
 */
export function planOf(store: Store, rules: readonly RuleGiven[], options: PlayOptions): Plan {
  const speed = speedOf(options.timing);
  const made = rules.flatMap((given) => {
    const ids = typeof given?.exchanges === 'string' ? [given.exchanges] : [...(given?.exchanges ?? [])];
    if (ids.length === 0) throw wrong('a rule needs the ids of recorded exchanges: {exchanges: [...]}');
    const exchanges = ids.map((id) => findExchange(store, id));
    return groups(exchanges, given).map((group) => ruleOf(group, given));
  });
  if (made.length === 0) throw wrong('there is no rule');
  return { rules: made, speed };
}
