// Server-sent events in all their forms. The parameters are listed in servers.ts.
import { setTimeout as pause } from 'node:timers/promises';
import type { Route } from './http-routes.ts';
import { cutAt, type Parameters } from './parameters.ts';
import { recorded } from './record.ts';
import type { Reply } from './reply.ts';

const EOL = { lf: '\n', cr: '\r', crlf: '\r\n' } as const;
const TYPE = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

/** Event `i` (from 1), and the block that says it. */
function block(i: number, parameters: Parameters, eol: string) {
  const names = parameters.list('events');
  const name = names.length > 0 ? (names[(i - 1) % names.length] as string) : '';
  const id = parameters.has('ids') ? String(i) : '';
  const padding = parameters.number('size');
  const data = parameters.text('data', 'event %').replaceAll('%', String(i)).padEnd(padding, '.');
  const comment = parameters.text('comment');
  const lines = [
    ...(comment ? [`: ${comment} ${i}`] : []),
    ...(name ? [`event: ${name}`] : []),
    ...(id ? [`id: ${id}`] : []),
    ...data.split('\n').map((line) => `data: ${line}`),
  ];
  return { text: lines.join(eol) + eol + eol, data, event: { name: name || 'message', id } };
}

async function raw(reply: Reply): Promise<void> {
  const { parameters } = reply;
  reply.head(200, TYPE);
  const body = parameters.has('base64')
    ? Buffer.from(parameters.text('base64'), 'base64')
    : Buffer.from(parameters.text('raw'));
  for (const [i, piece] of cutAt(body, parameters.list('cuts').map(Number)).entries()) {
    if (i > 0) await reply.rest(parameters.number('gap', 25));
    if (!(await reply.write(piece))) return;
  }
  if (!parameters.has('open')) reply.end();
}

/** How often each URL was asked for. */
const asked = new Map<string, number>();

/** `GET /sse`: see servers.ts. Each event is noted in `messages` just before its bytes are written. */
export const sseRoute: Route = async (reply) => {
  const { parameters, exchange, request } = reply;
  exchange.kind = 'sse';
  if (parameters.has('raw') || parameters.has('base64')) return raw(reply);
  const count = parameters.number('count', 5);
  const seen = Number(request.headers['last-event-id'] ?? 0) || 0;
  if (seen >= count && parameters.has('stop')) {
    reply.head(204);
    return reply.end();
  }
  const again = asked.get(request.url ?? '') ?? 0;
  asked.set(request.url ?? '', again + 1);
  if (again > 0 && again <= parameters.number('fail', 0)) return reply.destroy();
  reply.head(200, TYPE);
  const eol = EOL[parameters.text('eol', 'lf') as keyof typeof EOL] ?? EOL.lf;
  if (parameters.has('bom')) await reply.raw('\uFEFF');
  if (parameters.has('retry')) await reply.raw(`retry: ${parameters.number('retry')}${eol}${eol}`);
  const gap = parameters.number('gap', 0);
  const drop = parameters.has('drop') ? seen + parameters.number('drop', 1) : Number.POSITIVE_INFINITY;
  for (let i = seen + 1; i <= count; i++) {
    const { text, data, event } = block(i, parameters, eol);
    if (reply.response.destroyed) return;
    exchange.messages.push(recorded('received', data, event));
    if (!(await reply.raw(text))) return;
    if (i >= drop && i < count) {
      await reply.rest(20);
      return reply.destroy();
    }
    if (gap > 0) await pause(gap);
  }
  if (parameters.has('unfinished')) await reply.raw(`data: never dispatched${eol}`);
  if (!parameters.has('open')) reply.end();
};
