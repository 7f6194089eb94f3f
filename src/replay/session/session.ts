// Repeats a recorded WebSocket session in the page: a new WebSocket, the recorded messages, the replies compared.
import type { Exchange } from '../../store/exchange.ts';
import { ReplayError } from '../errors.ts';
import { awaitStore, findExchange, makeExchange, obey, type Reachable, type Surroundings, stageFor } from '../page.ts';
import { planSession, type SessionOptions } from './plan.ts';
import { SessionRun, type Socket } from './run.ts';

const originOf = (url: string): string => new URL(url).origin;

function requireConsent(exchange: Exchange, url: string, page: string, confirm: boolean | undefined): void {
  if (confirm) return;
  if (originOf(url).replace(/^http/, 'ws') !== originOf(exchange.url)) {
    const text = `it was recorded with ${originOf(exchange.url)} and would now go to ${originOf(url)}: confirm it with {confirm: true}`;
    throw new ReplayError('confirm-origin', text);
  }
  if (!URL.canParse(exchange.frame.url) || originOf(page) !== originOf(exchange.frame.url)) {
    const text = `the page is another one (${page}) than that of the recording: confirm it with {confirm: true}`;
    throw new ReplayError('confirm-origin', text);
  }
}

/** The new WebSocket as something to send on; every failure is a typed error. */
function socketOf(around: Surroundings, stage: Reachable, made: Exchange): Socket {
  const exchange = Number(made.id.slice(made.id.lastIndexOf('.') + 1));
  const ours = `${around.panel} ${made.ours?.call} ${made.ours?.parent}`;
  return {
    async send([first, ...rest]) {
      const more = rest.map(({ data }) => data);
      const command = { do: 'send', ours, exchange, data: first.data, ...(more.length > 0 && { more }) } as const;
      const { readyState, error, sent = readyState === 1 && !error ? 1 + more.length : 0 } = await obey(stage, command);
      const { seq } = [first, ...rest][sent] ?? first;
      if (error) {
        const text = `the browser refuses message ${seq}: ${error.name}: ${error.message}`;
        return { sent, error: new ReplayError('refused', text, made.id) };
      }
      if (readyState === 1) return { sent, error: null };
      const text = `the WebSocket was closed before message ${seq} could be sent`;
      return { sent, error: sent > more.length ? null : new ReplayError('closed', text, made.id) };
    },
    async close() {
      await obey(stage, { do: 'close', ours, exchange, arguments: [1000] });
    },
  };
}

/**
 * Resolves with the run, which goes on by itself, when the new WebSocket is open.
 * @throws {ReplayError}
 */
export async function startSession(around: Surroundings, id: string, options: SessionOptions): Promise<SessionRun> {
  const original = findExchange(around.store, id);
  if (original.api !== 'websocket' && original.api !== 'websocketstream')
    throw new ReplayError('wrong-api', 'only the session of a WebSocket can be replayed: resend() repeats a request');
  const plan = planSession(original, options, around.variables);
  const stage = stageFor(around, original);
  requireConsent(original, plan.url, stage.frame.url, options.confirm);
  const { url, protocols } = plan;
  const made = await makeExchange(around, stage, id, (ours) => ({ do: 'open', ours, url, protocols }));
  const settled = (): true | undefined => (made.readyState !== 0 || made.ended !== null ? true : undefined);
  await awaitStore(around, settled, Number.POSITIVE_INFINITY);
  if (made.error?.name === 'document')
    throw new ReplayError('page-gone', 'the page went away before the WebSocket was open', made.id);
  if (made.readyState !== 1 && made.messages.length === 0)
    throw new ReplayError('unreachable', `no WebSocket could be opened at ${url}`, made.id);
  const run = new SessionRun(around, original, made, plan, socketOf(around, stage, made));
  void run.run();
  return run;
}
