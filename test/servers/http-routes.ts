// Plain HTTP: every shape of request and response that is no event stream. The parameters are listed in servers.ts.
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { cutAt } from './parameters.ts';
import type { Reply } from './reply.ts';

export type Route = (reply: Reply) => void | Promise<void>;

const TEXT = 'text/plain; charset=utf-8';
const LOREM = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz\n'.repeat(2000));

/** `size` bytes in pieces of `piece`; nothing but the piece is held in memory. */
async function writeMany(reply: Reply, size: number, piece: number): Promise<void> {
  for (let left = size; left > 0; left -= piece) {
    if (!(await reply.raw(LOREM.subarray(0, Math.min(left, piece))))) return;
  }
}

export const httpRoutes: Record<string, Route> = {
  '/blank': async (reply) => {
    const { parameters } = reply;
    const csp = parameters.text('csp');
    const html = parameters.text(
      'html',
      '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>blank</title>',
    );
    await reply.answer(200, 'text/html; charset=utf-8', html, csp ? { 'content-security-policy': csp } : {});
  },

  '/json': async (reply) => {
    const { parameters } = reply;
    const value = parameters.text('value', JSON.stringify({ path: '/json', ok: true }));
    await reply.answer(parameters.number('status', 200), 'application/json', value);
  },

  '/text': async (reply) => {
    const { parameters } = reply;
    const body = parameters.has('base64')
      ? Buffer.from(parameters.text('base64'), 'base64')
      : Buffer.from(parameters.text('body', 'hello'));
    reply.head(parameters.number('status', 200), { 'content-type': parameters.text('type', TEXT) });
    const pieces = cutAt(body, parameters.list('cuts').map(Number));
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) await reply.rest(parameters.number('gap', 25));
      if (!(await reply.write(piece))) return;
    }
    if (parameters.has('late')) {
      reply.response.flushHeaders();
      await reply.rest(parameters.number('late', 25));
    }
    reply.end();
  },

  '/bytes': async (reply) => {
    const size = reply.parameters.number('size', 1_000_000);
    const type = reply.parameters.text('type', 'application/octet-stream');
    reply.head(200, { 'content-type': type, ...(reply.parameters.has('length') ? { 'content-length': size } : {}) });
    await writeMany(reply, size, Math.max(1, reply.parameters.number('piece', 65_536)));
    reply.end();
  },

  '/ndjson': async (reply) => {
    const { parameters } = reply;
    reply.head(200, { 'content-type': 'application/x-ndjson' });
    const count = parameters.number('count', 5);
    for (let i = 0; i < count; i++) {
      const last = i === count - 1 && parameters.has('unfinished');
      if (!(await reply.write(`${JSON.stringify({ i, text: 'line é' })}${last ? '' : '\n'}`))) return;
      await reply.rest(parameters.number('gap', 5));
    }
    reply.end();
  },

  '/upload': async (reply) => {
    const body = await reply.body();
    const type = reply.request.headers['content-type'] ?? 'application/octet-stream';
    if (reply.parameters.has('size'))
      await reply.answer(200, 'application/json', JSON.stringify({ size: body.length }));
    else await reply.answer(200, type, body);
  },

  '/echo': async (reply) => {
    const { method, url, headers } = reply.request;
    const body = await reply.body();
    await reply.answer(
      200,
      'application/json',
      JSON.stringify({ method, url, headers, body: body.toString('latin1') }),
    );
  },

  '/status': async (reply) => {
    const code = reply.parameters.number('code', 200);
    const bodyless = code === 204 || code === 205 || code === 304;
    if (bodyless) {
      // Chunked, as it would be without a length, a 205 would leave its last chunk in a connection that is used again.
      reply.head(code, code === 205 ? { 'content-length': 0 } : {});
      reply.end();
    } else await reply.answer(code, TEXT, reply.parameters.text('body', `status ${code}`));
  },

  '/redirect': async (reply) => {
    const { parameters } = reply;
    await reply.rest(parameters.number('ms', 0));
    const hops = parameters.number('hops', 1);
    const to = parameters.text('to', '/json');
    const code = parameters.number('code', 302);
    const next = new URLSearchParams({ hops: String(hops - 1), to, code: String(code) });
    reply.head(code, { location: hops > 1 ? `/redirect?${next}` : to, 'content-length': 0 });
    reply.end();
  },

  '/delay': async (reply) => {
    await reply.rest(reply.parameters.number('ms', 200));
    if (!reply.response.destroyed) await reply.answer(200, TEXT, reply.parameters.text('body', 'late'));
  },

  // Neither of the two ever ends by itself.
  '/silent': () => {},
  '/hang': async (reply) => {
    reply.head(200, { 'content-type': reply.parameters.text('type', TEXT) });
    await reply.write(reply.parameters.text('body', 'begun'));
  },

  '/destroy': async (reply) => {
    const { parameters } = reply;
    const body = Buffer.from(parameters.text('body', ''));
    if (!parameters.has('early')) {
      // A length that is never reached makes the end an error in every browser.
      reply.head(200, { 'content-type': TEXT, 'content-length': body.length + 100 });
      if (body.length > 0) await reply.write(body);
      await reply.rest(parameters.number('ms', 50));
    }
    reply.destroy();
  },

  '/gzip': async (reply) => {
    const { parameters } = reply;
    reply.head(200, { 'content-type': parameters.text('type', TEXT), 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(reply.response);
    for (const line of parameters.text('body', 'zip zap\nzip zap\n').split(/(?<=\n)/)) {
      await reply.write(line, gzip);
      // Flushed one by one, so that the client gets the lines one by one.
      await new Promise<void>((resolve) => gzip.flush(resolve));
      await reply.rest(parameters.number('gap', 0));
    }
    gzip.end();
    await once(reply.response, 'close');
  },
};
