// Answers fetch() from a recording.
// @see https://fetch.spec.whatwg.org/#fetch-method
import { CHUNK, SENT } from '../wire/capture.ts';
import type { PlayAnswer } from '../wire/play.ts';
import type { House } from './house.ts';
import type { StageLent } from './lent.ts';
import { bytesOf, own } from './own.ts';
import type { Asked } from './programme.ts';

const NULL_BODY = [101, 204, 205, 304];

function headersOf({ headers }: PlayAnswer): Headers {
  const made = new Headers();
  for (const [name, value] of headers) {
    try {
      made.append(name, value);
    } catch {
      // A header that only the network can carry.
    }
  }
  return made;
}

/** The response of an answer, and what feeds its body. */
function responseOf(answer: PlayAnswer, url: string, cancelled: () => void) {
  let controller: ReadableByteStreamController | undefined;
  const source: UnderlyingByteSource = {
    type: 'bytes',
    start(given) {
      controller = given;
    },
    cancel: cancelled,
  };
  const body = NULL_BODY.includes(answer.status) ? null : new ReadableStream(source);
  const { status, statusText, redirected } = answer;
  const response = new Response(body, { status, statusText, headers: headersOf(answer) });
  own(response, { url: () => answer.url || url, redirected: () => redirected, type: () => 'basic' });
  return { response, controller };
}

export function stageFetch(lent: StageLent, house: House): void {
  const { programme } = house;
  const { recorder } = lent;

  function perform(request: Request, asked: Asked, answer: PlayAnswer, above?: unknown): Promise<Response> {
    const { signal } = request;
    const { url, method, body } = asked;
    return new Promise((resolve, reject) => {
      const time = performance.now();
      const headers = [...request.headers];
      const options = { played: answer.recorded };
      const subject = recorder.open({ api: 'fetch', method, url, headers, options }, time, above);
      if (body) recorder.row(subject, CHUNK | SENT, body, time);
      let made: ReturnType<typeof responseOf> | null = null;
      const stop = (): void => {
        shown.end();
        const { reason } = signal;
        made?.controller?.error(reason);
        reject(reason);
        recorder.failed(subject, 'abort', `${(reason as Error)?.name}`, `${(reason as Error)?.message}`);
      };
      const shown = house.show(answer, asked, (step) => {
        if (step.type === 'head') {
          made = responseOf(answer, url, () => shown.end());
          const { status, statusText } = answer;
          recorder.fact(subject, {
            type: 'response',
            status,
            statusText,
            headers: answer.headers,
            url: answer.url || url,
          });
          lent.watchBody(made.response, subject);
          resolve(made.response);
        } else if (step.type === 'chunk') {
          const bytes = bytesOf(step.data).slice();
          if (bytes.length > 0) made?.controller?.enqueue(bytes);
        } else if (step.type === 'end') made?.controller?.close();
        else if (step.type === 'broken') {
          const error = new TypeError(made ? 'network error' : 'Failed to fetch');
          if (!made) recorder.failed(subject, 'network', error.name, error.message);
          made?.controller?.error(error);
          reject(error);
        }
      });
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop);
      void shown.run();
    });
  }

  lent.patch(globalThis, 'fetch', (go, self, args: unknown[], above) => {
    if (!house.playing) return go(self, args);
    const input = args[0];
    const init = args[1];
    let request: Request;
    try {
      request = new Request(input as RequestInfo, init as RequestInit);
    } catch {
      // The platform's own error, in its own way.
      return go(self, args);
    }
    const { url, method } = request;
    const given = init as { body?: unknown } | undefined;
    const text = typeof given?.body === 'string' ? given.body : null;
    const asked: Asked = { api: 'fetch', method, url, body: text };
    // Firefox has no `Request.body` to ask.
    if (text === null && programme.needsBody(asked) && method !== 'GET' && method !== 'HEAD') {
      return (async () => {
        const body = await request.clone().text();
        const answer = programme.choose({ ...asked, body });
        return answer ? perform(request, { ...asked, body }, answer) : (go(self, [request]) as Promise<Response>);
      })();
    }
    const answer = programme.choose(asked);
    return answer ? perform(request, asked, answer, above) : go(self, [request]);
  });
}
