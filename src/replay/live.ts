// Acts on a WebSocket that the page has open: sends, delivers as if received, closes.
import type { Exchange, OursRecord } from '../store/exchange.ts';
import type { Command, Payload } from '../wire/act.ts';
import { ReplayError } from './errors.ts';
import { documentOf, findExchange, obey, type Reachable, type Surroundings } from './page.ts';
import { payloadOf } from './payload.ts';

export interface SendOptions {
  /** False: `{{…}}` stays as it is. True unless told otherwise. */
  templates?: boolean;
}

const CONNECTING = 0;
const OPEN = 1;

function closedError(exchange: Exchange): ReplayError {
  const { closed } = exchange;
  const how = closed ? ` (code ${closed.code}${closed.reason && `, ${JSON.stringify(closed.reason)}`})` : '';
  return new ReplayError('closed', `the WebSocket is closed${how}: nothing can be sent or delivered on it any more`);
}

/** The open WebSocket and its document. @throws {ReplayError} */
function openSocket(around: Surroundings, id: string): { exchange: Exchange; stage: Reachable; number: number } {
  const exchange = findExchange(around.store, id);
  if (exchange.api !== 'websocket') {
    const text = `exchange ${id} is ${exchange.api === 'eventsource' ? 'an EventSource' : `a ${exchange.api}`}, not a WebSocket`;
    throw new ReplayError('wrong-api', text);
  }
  if (exchange.source !== 'page') throw new ReplayError('wrong-api', 'a WebSocket of a worker cannot be reached');
  if (exchange.ended !== null) throw closedError(exchange);
  const stage = documentOf(around, exchange);
  if (!stage) throw new ReplayError('no-page', 'the document of this WebSocket does not answer');
  if (!around.recording())
    throw new ReplayError('not-recording', 'the panel does not record: what is done now would not be seen');
  return { exchange, stage, number: Number(exchange.id.slice(exchange.id.lastIndexOf('.') + 1)) };
}

async function onSocket(
  around: Surroundings,
  id: string,
  make: (number: number, ours: string) => Command,
): Promise<void> {
  const { exchange, stage, number } = openSocket(around, id);
  const command = make(number, `${around.panel} ${around.nextCall()} ${id}`);
  const { readyState, error } = await obey(stage, command);
  if (error) throw new ReplayError('refused', `the browser refuses it: ${error.name}: ${error.message}`);
  if (readyState === undefined) throw closedError(exchange);
  if (readyState > OPEN) throw closedError(exchange);
  if (readyState === CONNECTING && command.do !== 'close')
    throw new ReplayError('connecting', 'the WebSocket is not open yet');
}

const payloadFor = ({ variables }: Surroundings, data: unknown, { templates }: SendOptions): Payload =>
  payloadOf(data, templates === false ? null : variables);

/**
 * Sends on the page's own open WebSocket. The log marks the message as ours.
 * @throws {ReplayError} `closed`, `connecting`, `wrong-api`, `invalid-json` …
 */
export async function send(
  around: Surroundings,
  id: string,
  data: unknown,
  options: SendOptions = {},
): Promise<{ id: string }> {
  const payload = payloadFor(around, data, options);
  await onSocket(around, id, (exchange, ours) => ({ do: 'send', ours, exchange, data: payload }));
  return { id };
}

/**
 * Gives the page's open WebSocket a message as if it had been received: a `message` event with the right origin, text or
 * (by `binaryType`) Blob or ArrayBuffer. Its `isTrusted` is false: only the browser itself can make it true.
 * @throws {ReplayError}
 */
export async function deliver(
  around: Surroundings,
  id: string,
  data: unknown,
  options: SendOptions = {},
): Promise<{ id: string }> {
  const payload = payloadFor(around, data, options);
  const { origin } = new URL(findExchange(around.store, id).url);
  await onSocket(around, id, (exchange, ours) => ({ do: 'deliver', ours, exchange, data: payload, origin }));
  return { id };
}

async function cancel(around: Surroundings, id: string, { call, parent }: OursRecord): Promise<{ id: string }> {
  const stage = documentOf(around, findExchange(around.store, id));
  if (!stage) throw new ReplayError('no-page', 'the document of this request does not answer');
  await obey(stage, { do: 'cancel', ours: `${around.panel} ${call} ${parent}` });
  return { id };
}

/**
 * Closes the page's WebSocket, as its own `close(code, reason)` would; or gives up a request that `resend` has made.
 * @throws {ReplayError} `refused` for a code that the platform does not take
 */
export async function close(around: Surroundings, id: string, code?: number, reason?: string): Promise<{ id: string }> {
  const { ours, api, ended } = findExchange(around.store, id);
  if (ours && api === 'fetch' && ended === null) return await cancel(around, id, ours);
  const given: [] | [number] | [number, string] =
    code === undefined ? [] : reason === undefined ? [code] : [code, reason];
  await onSocket(around, id, (exchange, ours) => ({ do: 'close', ours, exchange, arguments: given }));
  return { id };
}
