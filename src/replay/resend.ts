// Repeats a recorded request from the page's own context, as it was or edited.
import type { Exchange } from '../store/exchange.ts';
import { ReplayError } from './errors.ts';
import type { RefusedHeader } from './headers.ts';
import { awaitStore, findExchange, makeExchange, type Reachable, type Surroundings, stageFor } from './page.ts';
import { type Edits, isIdempotent, type Planned, planRequest } from './request.ts';

export interface Resent {
  /** Of the new exchange; its `ours.parent` is the one it repeats. */
  id: string;
  /** Headers that a page may not set, and that were therefore not sent as asked. */
  refused: RefusedHeader[];
}

/** A page whose requests were broken because it is being left is gone by then, ms. */
const LEFT_WITHIN = 1000;
/** The browser's log is asked so often, each time for so many ms: it may not have the request yet. */
const LOG_ASKED = 15;
const LOG_PATIENCE = 1000;

const originOf = (url: string): string => {
  try {
    return new URL(url).origin;
  } catch {
    return '';
  }
};

/** Where a person must be asked first. `asked`: the hosts about which they were. */
function requireConsent(
  exchange: Exchange,
  planned: Pick<Planned, 'url' | 'method'>,
  page: string,
  confirm: boolean,
  asked: Set<string>,
): void {
  const { host, origin } = new URL(planned.url);
  if (origin !== originOf(exchange.url) && !confirm) {
    const text = `it was recorded with ${originOf(exchange.url)} and would now go to ${origin}: confirm it with {confirm: true}`;
    throw new ReplayError('confirm-origin', text);
  }
  if (originOf(page) !== originOf(exchange.frame.url) && !confirm) {
    const text = `the page is of ${originOf(page)} now, not of ${originOf(exchange.frame.url)}: confirm it with {confirm: true}`;
    throw new ReplayError('confirm-origin', text);
  }
  if (isIdempotent(planned.method)) return;
  if (confirm) asked.add(host);
  else if (!asked.has(host)) {
    const text = `${planned.method} may change something at ${host} once more: confirm it with {confirm: true}, once for this host`;
    throw new ReplayError('confirm-method', text);
  }
}

/** Until the browser's log has told of this exchange, or for as long as that may take. */
async function askLog(around: Surroundings, exchange: Exchange): Promise<void> {
  for (let i = 0; i < LOG_ASKED && !exchange.wire; i++) {
    around.look(exchange);
    await awaitStore(around, () => exchange.wire ?? undefined, LOG_PATIENCE);
  }
}

/** A failed request as a typed error: the page is told no more than that it failed, the browser's log knows more. */
async function failure(around: Surroundings, stage: Reachable, exchange: Exchange): Promise<ReplayError> {
  const { error, id, url, frame } = exchange;
  const text = error ? `${error.name}: ${error.message}` : '';
  const left = new ReplayError('page-gone', 'the page went away before there was a response', id);
  if (error?.name === 'document') return left;
  // A browser breaks the requests of a page that is being left before the page is gone, and while it still answers.
  const isThere = (): boolean => around.reachable().some(({ hands }) => hands === stage.hands);
  const gone = (): true | undefined => (isThere() ? undefined : true);
  if (await awaitStore(around, gone, LEFT_WITHIN)) return left;
  if (error?.kind !== 'network') return new ReplayError('refused', text, id);
  if (originOf(url) === originOf(frame.url))
    return new ReplayError('unreachable', `${url} cannot be reached (${text})`, id);
  await askLog(around, exchange);
  const { wire } = exchange;
  const of = originOf(frame.url);
  if (!wire) {
    const both = `${url} cannot be reached, or does not allow pages of ${of} to read it (CORS)`;
    return new ReplayError('unreachable-or-cors', `${both}: ${text}`, id);
  }
  if (wire.status > 0 || wire.preflight)
    return new ReplayError('cors', `${originOf(url)} does not allow pages of ${of} to read this (CORS)`, id);
  return new ReplayError('unreachable', `${url} cannot be reached (${text})`, id);
}

/** Bodies whose content type only the browser knows: its log must tell first. */
async function learnContentType(around: Surroundings, exchange: Exchange, edits: Edits): Promise<void> {
  const { request, messages, wire } = exchange;
  const known = wire || edits.body !== undefined || edits.headers !== undefined || messages.sent === 0;
  if (known || request.headers.some(([name]) => name.toLowerCase() === 'content-type')) return;
  await askLog(around, exchange);
}

/**
 * Resolves when the response has begun. A stream goes on by itself; `cancel` of the new exchange gives it up.
 *
 * @param asked hosts about which the person was asked
 * @throws {ReplayError}
 */
export async function resend(around: Surroundings, id: string, edits: Edits, asked: Set<string>): Promise<Resent> {
  const exchange = findExchange(around.store, id);
  if (exchange.api === 'websocket' || exchange.api === 'websocketstream')
    throw new ReplayError('wrong-api', 'a WebSocket is no request: replaySession() repeats it');
  const stage = stageFor(around, exchange);
  await learnContentType(around, exchange, edits);
  const { refused, ...planned } = planRequest(exchange, edits, around.variables);
  requireConsent(exchange, planned, stage.frame.url, edits.confirm === true, asked);
  const made = await makeExchange(around, stage, id, (ours) => ({ do: 'fetch', ours, ...planned }));
  const begun = (): true | undefined => (made.response || made.ended !== null ? true : undefined);
  await awaitStore(around, begun, Number.POSITIVE_INFINITY);
  if (made.error && !made.response) throw await failure(around, stage, made);
  return { id: made.id, refused };
}
