// A worker's script that opens streams of every kind. The parameters are listed in servers.ts.
import type { Route } from './http-routes.ts';

/** Runs in the worker: says what went wrong instead of failing silently. */
const SCRIPT = (streams: Record<string, string>) => `
  const streams = ${JSON.stringify(streams)};
  if (streams.json) fetch(streams.json).then((response) => response.text()).then(() => postMessage('json'));
  if (streams.fetch) fetch(streams.fetch).then(async ({ body }) => { for await (const chunk of body) void chunk; });
  if (streams.xhr) { const xhr = new XMLHttpRequest(); xhr.open('POST', streams.xhr); xhr.send('from the worker'); }
  if (streams.eventsource) self.source = new EventSource(streams.eventsource);
  if (streams.websocket) {
    self.socket = new WebSocket(streams.websocket);
    socket.onopen = () => { socket.send('text'); socket.send(new Uint8Array([1, 2, 255])); };
  }
  onmessage = ({ data }) => fetch(data);
`;

/** `GET /worker.js`: a message to the worker is a URL that it fetches. */
export const workerRoute: Route = (reply) => {
  const { parameters } = reply;
  const wanted = ['json', 'fetch', 'xhr', 'eventsource', 'websocket'].filter((name) => parameters.has(name));
  const streams = Object.fromEntries(wanted.map((name) => [name, parameters.text(name)]));
  return reply.answer(200, 'text/javascript; charset=utf-8', SCRIPT(streams));
};
