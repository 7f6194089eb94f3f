// A recorded exchange as something that can be played: its head and its steps, each with its time.
import type { Exchange } from '../../store/exchange.ts';
import { type MessageLog, NEVER_ARRIVED } from '../../store/message-log.ts';
import { CUT } from '../../wire/capture.ts';
import type { PlayAnswer, PlayApi, PlayStep } from '../../wire/play.ts';

/** Why an exchange cannot be played. */
export class Unplayable extends Error {
  override readonly name = 'Unplayable';
  constructor(
    readonly code: 'api' | 'unanswered' | 'lost',
    message: string,
  ) {
    super(message);
  }
}

const APIS: readonly string[] = ['fetch', 'xhr', 'eventsource', 'websocket'] satisfies PlayApi[];

interface Kept {
  i: number;
  time: number;
  /** Null: the page sent it. */
  data: string | Uint8Array | null;
}

/** All messages in order; a payload that was let go cannot be given to a page. */
function* kept(log: MessageLog): Generator<Kept> {
  for (let i = 0; i < log.length; i++) {
    if (log.flags(i) & NEVER_ARRIVED) continue;
    if (log.isSent(i)) {
      yield { i, time: log.time(i), data: null };
      continue;
    }
    const data = log.data(i);
    if (data === null || log.flags(i) & CUT)
      throw new Unplayable('lost', `message ${i} was not kept whole: ${log.size(i)} bytes`);
    yield { i, time: log.time(i), data };
  }
}

function bodySteps({ messages, chunks, started }: Exchange): PlayStep[] {
  const pieces = chunks.length > 0 ? chunks : messages;
  return [...kept(pieces)].flatMap(({ time, data }): PlayStep[] =>
    data === null ? [] : [{ at: time - started, type: 'chunk', data }],
  );
}

function messageSteps({ api, messages, started }: Exchange): PlayStep[] {
  const steps: PlayStep[] = [];
  // In the order of the log: a reply of the page may have the time of what it replies to.
  for (const { i, time, data } of kept(messages)) {
    if (data === null) {
      if (api === 'websocket') steps.push({ at: time - started, type: 'sent' });
      continue;
    }
    const event = messages.event(i);
    // Comments and `retry:` are no events, and no page sees them.
    if (event && event.comment !== undefined) continue;
    if (event && event.retry !== undefined && data === '') continue;
    steps.push({
      at: time - started,
      type: 'message',
      data,
      ...(event && { name: event.name || 'message', lastEventId: event.id }),
    });
  }
  return steps;
}

/** Reconnections of an EventSource: each state 0 after the first. */
function lostSteps({ transitions, started }: Exchange): PlayStep[] {
  const [, ...later] = transitions.filter(({ state }) => state === 0);
  return later.map(({ time }) => ({ at: time - started, type: 'lost' }));
}

function lastStep(exchange: Exchange, at: number): PlayStep[] {
  const { api, closed, error, ended } = exchange;
  if (ended === null) return [];
  if (api === 'websocket') {
    return closed ? [{ at, type: 'close', ...closed }] : [];
  }
  // What the page itself ended says nothing of what the server would have done.
  if (error?.kind === 'abort' || error?.kind === 'timeout') return [];
  if (error) return [{ at, type: 'broken' }];
  return api === 'eventsource' ? [] : [{ at, type: 'end' }];
}

/**
 * How the server answered an exchange, to be played to the page again.
 * @throws {Unplayable} where it was never answered, or a payload is missing.
 */
export function answerOf(exchange: Exchange): PlayAnswer {
  const { id, api, response, started, ended, transitions } = exchange;
  if (!APIS.includes(api)) throw new Unplayable('api', `${api} cannot be played`);
  const opened = transitions.find(({ state }) => state === 1)?.time;
  const head = (api === 'websocket' || api === 'eventsource' ? opened : response?.time) ?? null;
  if (head === null && exchange.error === null && exchange.closed === null)
    throw new Unplayable('unanswered', `${id} was never answered`);
  const body = api === 'fetch' || api === 'xhr' ? bodySteps(exchange) : messageSteps(exchange);
  const lost = api === 'eventsource' ? lostSteps(exchange) : [];
  const steps = [...(head === null ? [] : [{ at: head - started, type: 'head' } as const]), ...body, ...lost];
  steps.sort((a, b) => a.at - b.at);
  const end = Math.max(steps.at(-1)?.at ?? 0, (ended ?? started) - started);
  return {
    recorded: id,
    status: exchange.status,
    statusText: response?.statusText ?? '',
    headers: response?.headers ?? [],
    url: response?.url ?? '',
    redirected: response?.redirected ?? false,
    protocol: exchange.protocol,
    extensions: exchange.extensions,
    steps: [...steps, ...lastStep(exchange, end)],
  };
}
