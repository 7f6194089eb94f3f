// Clients that pages use: axios over XMLHttpRequest and fetch, ky, fetch-event-source, a reconnecting WebSocket.
import { fetchEventSource } from '@microsoft/fetch-event-source';
import axios from 'axios';
import ky from 'ky';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { at, offer } from './everyday.ts';

async function withAxios(adapter: 'xhr' | 'fetch'): Promise<unknown> {
  const client = axios.create({ adapter });
  const mark = `axios-${adapter}`;
  const progress: number[] = [];
  const loaded = await client.get(at('/text', `${mark}-progress`, 'body=abcdef&cuts=3&gap=30'), {
    onDownloadProgress: ({ loaded: bytes }) => progress.push(bytes),
  });
  const stop = new AbortController();
  const silent = client
    .get(at('/silent', `${mark}-abort`), { signal: stop.signal })
    .catch((error: Error) => error.name);
  stop.abort();
  const failure = (promise: Promise<unknown>) =>
    promise.catch((error: { code: string; message: string }) => [error.code, error.message]);
  return [
    (await client.get(at('/json', mark))).data,
    (await client.post(at('/upload', mark), { sent: 'grüße' })).data,
    [loaded.data, progress.at(-1), progress.length > 0],
    (await client.get(at('/text', mark, 'body=bytes'), { responseType: 'arraybuffer' })).data.byteLength,
    await failure(client.get(at('/status', mark, 'code=500'))),
    await failure(client.get(at('/destroy', `${mark}-failing`, 'early=1'))),
    await failure(client.get(at('/silent', `${mark}-timeout`), { timeout: 80 })),
    await silent,
  ];
}

async function withKy(): Promise<unknown> {
  const hooks: unknown[] = [];
  const client = ky.create({
    retry: 0,
    hooks: {
      afterResponse: [
        async (_request, _options, response) => void hooks.push([response.status, await response.clone().text()]),
      ],
    },
  });
  return [
    await client(at('/json', 'ky')).json(),
    await client.post(at('/upload', 'ky'), { json: { sent: 1 } }).text(),
    await client(at('/status', 'ky', 'code=500'))
      .text()
      .catch((error: Error) => error.name),
    await client(at('/silent', 'ky-timeout'), { timeout: 80 })
      .text()
      .catch((error: Error) => error.name),
    hooks,
  ];
}

async function withFetchEventSource(): Promise<unknown> {
  const heard: unknown[] = [];
  let opened = 0;
  await fetchEventSource(at('/sse', 'fetch-event-source', 'count=6&ids=1&drop=3&stop=1&events=a,b&retry=20'), {
    openWhenHidden: true,
    onopen: async ({ status }) => {
      if (++opened && status === 204) throw new RangeError('over');
    },
    onmessage: (message) => {
      if (message.data) heard.push([message.event, message.id, message.data]);
    },
    onerror: (error: unknown) => {
      if (error instanceof RangeError || heard.length >= 6) throw error;
      return 20;
    },
  }).catch((error: Error) => heard.push(error.name));
  return heard;
}

function withReconnectingWebSocket(): Promise<unknown> {
  const heard: unknown[] = [];
  // The server closes each connection after two messages; the client connects again and goes on.
  const socket = new ReconnectingWebSocket(
    `${location.origin.replace('http', 'ws')}${at('/ws', 'reconnecting', 'after=2&close=4000')}`,
    [],
    {
      minReconnectionDelay: 10,
      maxReconnectionDelay: 20,
      reconnectionDelayGrowFactor: 1,
    },
  );
  return new Promise((resolve) => {
    socket.onopen = () => {
      heard.push('open');
      socket.send('one');
      socket.send('two');
    };
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onclose = ({ code }) => {
      heard.push(code);
      if (heard.length < 8) return;
      socket.close();
      resolve(heard.slice(0, 8));
    };
  });
}

offer({
  work: async () => ({
    results: {
      xhr: await withAxios('xhr'),
      fetch: await withAxios('fetch'),
      ky: await withKy(),
      events: await withFetchEventSource(),
      socket: await withReconnectingWebSocket(),
    },
    told: 'nothing of their own',
  }),
});
