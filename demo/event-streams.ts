// The demo's server-sent events: a ticker with every field, a chat-style token stream, a stream that breaks and resumes.
import { createSession } from 'better-sse';
import type { Answer, Route } from './answer.ts';

const SYMBOLS = ['AMBR', 'COVE', 'DUNE', 'FERN'];
const REPLY =
  'Streams are requests whose answer has not ended yet. Each token you see here arrived as one event, ' +
  'and the panel puts them together again.';

const lastSeen = ({ request }: Answer) => Number(request.headers['last-event-id'] ?? 0) || 0;

/** Named events, ids, a reconnection time, a comment; then 204 tells the EventSource to stop coming back. */
async function ticker(answer: Answer): Promise<void> {
  const count = answer.number('count', 8, 1000);
  const seen = lastSeen(answer);
  if (seen >= count) {
    answer.response.writeHead(204).end();
    return;
  }
  // The keep-alives are comments: EventSource drops them, the panel's second source tells of them.
  const session = await createSession(answer.request, answer.response, { retry: 300, keepAlive: 250 });
  for (let i = seen + 1; i <= count; i++) {
    const symbol = SYMBOLS[i % SYMBOLS.length];
    const quote = { symbol, price: Number((100 + 10 * Math.sin(i)).toFixed(2)), volume: i * 100 };
    session.push(i % 4 === 0 ? { note: 'half-time' } : quote, i % 4 === 0 ? 'note' : 'quote', String(i));
    if (!(await answer.rest(90))) return;
  }
  answer.response.end();
}

/** Breaks after every third event; the browser comes back with Last-Event-ID. */
async function breaking(answer: Answer): Promise<void> {
  const seen = lastSeen(answer);
  if (seen >= 6) {
    answer.response.writeHead(204).end();
    return;
  }
  answer.stream('text/event-stream');
  answer.response.write(`retry: 200\n\n`);
  for (let i = seen + 1; i <= seen + 3; i++) {
    answer.response.write(`id: ${i}\ndata: part ${i} of 6\n\n`);
    if (!(await answer.rest(80))) return;
  }
  answer.request.socket.destroy();
}

/** What a chat model's API streams: JSON deltas in unnamed events, ended by `[DONE]`. */
async function chat(answer: Answer): Promise<void> {
  answer.stream('text/event-stream');
  const send = (data: string) => answer.response.write(`data: ${data}\n\n`);
  const chunk = (delta: object, finish_reason: string | null) =>
    JSON.stringify({
      id: 'chatcmpl-demo',
      object: 'chat.completion.chunk',
      model: 'demo-1',
      choices: [{ index: 0, delta, finish_reason }],
    });
  send(chunk({ role: 'assistant', content: '' }, null));
  for (const token of REPLY.match(/\S+\s*/g) ?? []) {
    send(chunk({ content: token }, null));
    if (!(await answer.rest(25))) return;
  }
  send(chunk({}, 'stop'));
  send('[DONE]');
  answer.response.end();
}

export const eventStreams: Record<string, Route> = {
  '/api/ticker': ticker,
  '/api/breaking': breaking,
  '/api/chat': chat,
};
