// Everyday use of the APIs by a page, told as plain data. What a library does with its patches shows in the result.

/** URL of a route, marked so that the servers' record and the panel's exchanges can be matched. */
export const at = (route: string, mark: string, query = ''): string => `${route}?mark=${mark}${query && `&${query}`}`;

const read = async (response: Response): Promise<string> => {
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as never)
    .getReader();
  let text = '';
  for (let step = await reader.read(); !step.done; step = await reader.read()) text += step.value as string;
  return text;
};

const errorOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    return `gave ${String(await promise)}`;
  } catch (error) {
    return `${(error as Error).name}`;
  }
};

export function xhr(method: string, url: string, body?: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const states: number[] = [];
    request.onreadystatechange = () => states.push(request.readyState);
    request.open(method, url);
    request.addEventListener('loadend', () => resolve([request.status, request.responseText, [...new Set(states)]]));
    request.send(body ?? null);
  });
}

export function socket(url: string, messages: string[]): Promise<unknown[]> {
  return new Promise((resolve) => {
    const heard: unknown[] = [];
    const made = new WebSocket(url);
    made.onopen = () => {
      for (const message of messages) made.send(message);
    };
    made.onmessage = ({ data }) => {
      heard.push(data);
      if (heard.length === messages.length) made.close(1000, 'bye');
    };
    made.addEventListener('close', ({ code, reason, wasClean }) => resolve([heard, code, reason, wasClean]));
  });
}

function events(url: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    const heard: unknown[] = [];
    const source = new EventSource(url);
    const hear = ({ type, data, lastEventId }: MessageEvent) => {
      heard.push([type, data, lastEventId]);
      if (heard.length < 3) return;
      source.close();
      resolve(heard);
    };
    source.onmessage = hear;
    source.addEventListener('a', hear);
  });
}

/** Each API in turn; every URL carries `mark`. */
export async function everyday(mark: string): Promise<Record<string, unknown>> {
  const aborting = new AbortController();
  const silent = fetch(at('/silent', `${mark}-abort`), { signal: aborting.signal });
  aborting.abort();
  return {
    json: await (await fetch(at('/json', mark))).json(),
    upload: await (
      await fetch(at('/upload', mark), { method: 'POST', body: 'grüße', headers: { 'x-own': '1' } })
    ).text(),
    request: await (await fetch(new Request(at('/text', mark, 'body=abc&cuts=1&gap=20')))).text(),
    stream: await read(await fetch(at('/sse', `${mark}-fetched`, 'count=4&gap=10'))),
    clone: await fetch(at('/text', `${mark}-clone`, 'body=abc')).then(async (response) => [
      await response.clone().text(),
      await response.text(),
    ]),
    status: await fetch(at('/status', mark, 'code=404')).then(async (response) => [
      response.status,
      await response.text(),
    ]),
    abort: await errorOf(silent),
    failing: await errorOf(fetch(at('/destroy', `${mark}-failing`, 'early=1'))),
    get: await xhr('GET', at('/text', `${mark}-xhr`, 'body=xyz')),
    post: await xhr('POST', at('/upload', `${mark}-xhr`), 'sent'),
    events: await events(at('/sse', mark, 'count=3&events=message,a&ids=1&open=1')),
    socket: await socket(at('/ws', mark), ['one', 'two', 'three']),
  };
}

/** What a page script leaves for the test: the work, and what the library itself recorded of it. */
export interface Coexistence {
  work(): Promise<{ results: unknown; told: unknown }>;
}

export const offer = (coexistence: Coexistence): void => void Object.assign(window, { coexistence });
