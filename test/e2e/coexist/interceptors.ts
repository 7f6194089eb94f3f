// MSW's interceptors put classes and functions of their own in the place of the APIs; what they let pass goes on to ours.
import { BatchInterceptor } from '@mswjs/interceptors';
import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket';
import { XMLHttpRequestInterceptor } from '@mswjs/interceptors/XMLHttpRequest';
import { everyday, offer, xhr } from './everyday.ts';

const requests: string[] = [];
const interceptor = new BatchInterceptor({
  name: 'probe',
  interceptors: [new FetchInterceptor(), new XMLHttpRequestInterceptor()],
});
const sockets = new WebSocketInterceptor();
interceptor.on('request', ({ request, controller }) => {
  requests.push(`${request.method} ${new URL(request.url).pathname}`);
  if (request.url.includes('mocked')) controller.respondWith(new Response('from the mock', { status: 201 }));
});
sockets.on('connection', ({ server }) => {
  requests.push('connection');
  server.connect();
});
interceptor.apply();
sockets.apply();

offer({
  async work() {
    const results = [
      await everyday('interceptors'),
      await (await fetch('/mocked')).text(),
      await xhr('GET', '/mocked'),
    ];
    interceptor.dispose();
    sockets.dispose();
    const after = await (await fetch('/json?mark=interceptors-disposed')).json();
    return { results: [results, after, String(fetch)], told: requests };
  },
});
