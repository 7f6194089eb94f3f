// Whether an exchange is what a query asks for. Pure; reads payloads only where a term asks for their text.
import type { Exchange } from '../store/exchange.ts';
import { isOpen } from '../store/exchange.ts';
import type { Condition, Query, Range, State } from './query.ts';

/** True where every term of the query holds. Terms that read payloads are tried last, whatever their place. */
export function matches(query: Query, exchange: Exchange): boolean {
  let costly = false;
  for (const term of query.terms) {
    if (term.kind === 'text') costly = true;
    else if (holds(term, exchange) === term.negated) return false;
  }
  if (!costly) return true;
  return query.terms.every((term) => term.kind !== 'text' || holds(term, exchange) !== term.negated);
}

function holds(condition: Condition, exchange: Exchange): boolean {
  switch (condition.kind) {
    case 'word':
      return hasWord(exchange, condition.text);
    case 'url':
      return exchange.url.toLowerCase().includes(condition.text);
    case 'url-pattern':
      return condition.pattern.test(exchange.url);
    case 'api':
      return exchange.api === condition.api;
    case 'method':
      return exchange.method.toLowerCase() === condition.method;
    case 'status':
      return inStatus(condition.range, exchange.status);
    case 'state':
      return isInState(exchange, condition.state);
    case 'has':
      return condition.feature === 'messages' ? exchange.messages.length > 0 : exchange[condition.feature] !== null;
    case 'messages':
      return within(condition.range, exchange.messages.length);
    case 'bytes':
      return within(condition.range, exchange.bytesSent + exchange.bytesReceived);
    case 'source':
      return exchange.source === condition.source;
    case 'frame':
      return inFrame(exchange, condition.text);
    case 'text':
      return hasText(exchange, condition.pattern);
  }
}

const within = ({ low, high }: Range, value: number): boolean => value >= low && value <= high;

/** No status (0) is neither small nor large: only `status:0` asks for it. */
const inStatus = (range: Range, status: number): boolean =>
  status === 0 ? range.low === 0 && range.high === 0 : within(range, status);

/** What a person calls it beside its name. */
const ALIAS: Readonly<Partial<Record<Exchange['api'], string>>> = { eventsource: 'sse', websocket: 'ws' };

function hasWord(exchange: Exchange, text: string): boolean {
  return (
    exchange.url.toLowerCase().includes(text) ||
    exchange.api.includes(text) ||
    ALIAS[exchange.api] === text ||
    exchange.method.toLowerCase().includes(text) ||
    (exchange.status !== 0 && `${exchange.status} ${exchange.response?.statusText ?? ''}`.toLowerCase().includes(text))
  );
}

/** Ended exchanges are closed, failed or aborted; one that is open may have failed before (EventSource reconnects). */
function isInState(exchange: Exchange, state: State): boolean {
  if (isOpen(exchange)) return state === 'open';
  if (!exchange.error) return state === 'closed';
  return state === (exchange.error.kind === 'abort' ? 'aborted' : 'failed');
}

const inFrame = ({ frame }: Exchange, text: string): boolean =>
  String(frame.id) === text || frame.url.toLowerCase().includes(text);

const decoder = new TextDecoder();

function hasText({ messages }: Exchange, pattern: RegExp): boolean {
  for (let i = 0; i < messages.length; i++) {
    const data = messages.data(i);
    if (data !== null && pattern.test(typeof data === 'string' ? data : decoder.decode(data))) return true;
    const comment = messages.event(i)?.comment;
    if (comment !== undefined && pattern.test(comment)) return true;
  }
  return false;
}
