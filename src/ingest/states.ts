// The readyStates that other facts tell of: what a fetch goes through, how a connection begins, opens and ends.
import type { ReadyState } from '../store/exchange.ts';
import type { Api, Capture } from '../wire/capture.ts';

/** A state and what caused it: the name of an event, or of the page's call. */
type Entered = [state: ReadyState, cause: string];

/** The state in which an exchange begins; an XMLHttpRequest has a past when it is sent. */
const FIRST: Record<Api, Entered | null> = {
  fetch: ['pending', 'fetch()'],
  xhr: null,
  eventsource: [0, 'new EventSource()'],
  websocket: [0, 'new WebSocket()'],
  websocketstream: [0, 'new WebSocketStream()'],
};

/** Of a fetch, which has no readyState of its own. */
function ofFetch(capture: Capture): Entered | null {
  if (capture.type === 'response') return ['response', 'response'];
  if (capture.type === 'done') return ['done', capture.cause ?? 'end of body'];
  if (capture.type === 'failed') return [capture.kind === 'abort' ? 'aborted' : 'failed', capture.name];
  return null;
}

/** Of an XMLHttpRequest: what it becomes on its way to success. @see https://xhr.spec.whatwg.org/#dom-xmlhttprequest-readystate */
function ofXhr(capture: Capture): Entered | null {
  const cause = 'readystatechange';
  if (capture.type === 'response') return [2, cause];
  return capture.type === 'done' ? [4, cause] : null;
}

/** What ends it for good. @see https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-close */
function ofEventSource(capture: Capture): Entered | null {
  if (capture.type === 'done') return [2, capture.cause ?? ''];
  return capture.type === 'failed' ? [2, capture.name] : null;
}

/**
 * The readyState that this fact puts an exchange of that API into; null where it tells of none.
 * @see https://websockets.spec.whatwg.org/#dom-websocket-readystate
 */
export function stateBy(api: Api, capture: Capture): Entered | null {
  if (capture.type === 'opened') return FIRST[api];
  if (api === 'fetch') return ofFetch(capture);
  if (api === 'xhr') return ofXhr(capture);
  if (api === 'eventsource') return ofEventSource(capture);
  const isStream = api === 'websocketstream';
  if (capture.type === 'negotiated') return [1, isStream ? 'opened' : 'open'];
  if (capture.type === 'closing') return [2, 'close()'];
  if (capture.type === 'closed') return [3, isStream ? 'closed' : 'close'];
  return null;
}
