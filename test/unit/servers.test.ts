// The recording servers tell the truth: what a plain client gets is what the record says was sent.
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Servers, startServers } from '../servers/servers.ts';
import { WebSocket } from '../servers/ws.ts';

let servers: Servers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers.close());

it('cuts a body at the bytes it was told and records each piece', async () => {
  const path = '/text?body=h%C3%A9llo&cuts=2,4&gap=5';
  expect(await (await fetch(servers.origin + path)).text()).toBe('héllo');
  const { messages, bytes, end } = servers.record.one(path);
  expect(messages.map(({ size }) => size)).toEqual([2, 2, 2]);
  expect({ bytes, end }).toEqual({ bytes: 6, end: 'finished' });
});

it('gives an upload back and records it', async () => {
  const response = await fetch(`${servers.origin}/upload?a`, { method: 'POST', body: 'up' });
  expect(await response.text()).toBe('up');
  expect(servers.record.one('/upload?a').requestBody).toBe(btoa('up'));
});

it('breaks an event stream and goes on after Last-Event-ID, then stops with 204', async () => {
  const url = `${servers.origin}/sse?count=4&ids&drop=3&stop`;
  await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  const second = await fetch(url, { headers: { 'last-event-id': '3' } });
  expect(await second.text()).toBe('id: 4\ndata: event 4\n\n');
  expect((await fetch(url, { headers: { 'last-event-id': '4' } })).status).toBe(204);
  const sent = servers.record.of(url).flatMap(({ messages }) => messages.map(({ data }) => data));
  expect(sent).toEqual(['event 1', 'event 2', 'event 3', 'event 4']);
});

it('redirects as often as told', async () => {
  const response = await fetch(`${servers.origin}/redirect?hops=3&to=/json`);
  expect([response.url, response.redirected]).toEqual([`${servers.origin}/json`, true]);
});

it('tears a body down in the middle', async () => {
  const path = '/destroy?body=half';
  const response = await fetch(servers.origin + path);
  await expect(response.text()).rejects.toThrow();
  expect(servers.record.one(path).end).toBe('destroyed');
});

it('records both directions of a WebSocket and how it was closed', async () => {
  const path = '/ws?burst=2&after=2&close=1011&reason=enough&select=b';
  const socket = new WebSocket(servers.wsOrigin + path, ['a', 'b']);
  const got: string[] = [];
  socket.on('message', (data) => got.push(data.toString()));
  await once(socket, 'open');
  socket.send('one');
  socket.send(Buffer.from('two'));
  const [code] = await once(socket, 'close');
  const { messages, protocol } = servers.record.one(path);
  expect([code, protocol, got]).toEqual([1011, 'b', ['message 0', 'message 1', 'one', 'two']]);
  expect(messages.filter(({ direction }) => direction === 'sent').map(({ data }) => data)).toEqual([
    'one',
    btoa('two'),
  ]);
});
