// The readyState numbers of four APIs as one small vocabulary.

import type { Exchange, ReadyState } from '../store/exchange.ts';
import { isAbnormalClose } from './close-code.ts';

/** Key of a word in the dictionary, under `state.`. */
export type StateWord =
  | 'connecting'
  | 'open'
  | 'closing'
  | 'closed'
  | 'unsent'
  | 'pending'
  | 'response'
  | 'streaming'
  | 'done'
  | 'failed'
  | 'aborted'
  | 'timeout';

const SOCKET: StateWord[] = ['connecting', 'open', 'closing', 'closed'];
const EVENT_SOURCE: StateWord[] = ['connecting', 'open', 'closed'];
// UNSENT, OPENED, HEADERS_RECEIVED, LOADING, DONE
const XHR: StateWord[] = ['unsent', 'pending', 'response', 'streaming', 'done'];

/**
 * The word for one readyState of an API.
 * @see https://websockets.spec.whatwg.org/#dom-websocket-readystate
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-readystate
 * @see https://xhr.spec.whatwg.org/#states
 */
export function stateWord(api: Exchange['api'], state: ReadyState): StateWord {
  if (typeof state === 'string') return state === 'body' ? 'streaming' : state;
  const words = api === 'xhr' ? XHR : api === 'eventsource' ? EVENT_SOURCE : SOCKET;
  return words[state] ?? 'pending';
}

type Judged = Pick<Exchange, 'api' | 'readyState' | 'error' | 'ended'>;

/** The word for an exchange as a whole: how it failed says more than the readyState it ended in. */
export function exchangeState({ api, readyState, error, ended }: Judged): StateWord {
  if (error?.kind === 'abort') return 'aborted';
  if (error?.kind === 'timeout') return 'timeout';
  // An EventSource that reconnects, and a WebSocket on its way to `close`, have had an error but are not over.
  if (error && ended !== null) return 'failed';
  return stateWord(api, readyState);
}

/** True where the exchange as a whole went wrong: it failed, or its WebSocket closed with a code that says so. */
export const isBad = (exchange: Judged & Pick<Exchange, 'closed'>): boolean =>
  stateTone(exchangeState(exchange)) === 'bad' || (exchange.closed !== null && isAbnormalClose(exchange.closed.code));

/** How a state is coloured: on its way, alive, over, or gone wrong. */
export type StateTone = 'waiting' | 'live' | 'over' | 'bad';

export function stateTone(word: StateWord): StateTone {
  switch (word) {
    case 'open':
    case 'streaming':
      return 'live';
    case 'connecting':
    case 'unsent':
    case 'pending':
    case 'response':
    case 'closing':
      return 'waiting';
    case 'failed':
    case 'aborted':
    case 'timeout':
      return 'bad';
    default:
      return 'over';
  }
}
