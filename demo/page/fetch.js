// fetch: read by a reader, as text, a token stream, NDJSON, long polling, uploads, abort, timeout, a broken body.

/** Gives the texts of a body as they arrive. */
async function* textsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Gives the complete lines of a body. */
async function* linesOf(response) {
  let rest = '';
  for await (const text of textsOf(response)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    yield* lines;
  }
  if (rest) yield rest;
}

async function chat(tell) {
  const response = await fetch('/api/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'demo-1', stream: true, messages: [{ role: 'user', content: 'What is a stream?' }] }),
  });
  let answer = '';
  for await (const line of linesOf(response)) {
    if (!line.startsWith('data: ')) continue;
    const data = line.slice(6);
    if (data === '[DONE]') return answer;
    answer += JSON.parse(data).choices[0].delta.content ?? '';
    tell(answer);
  }
  throw new Error('the stream ended without [DONE]');
}

async function events() {
  const response = await fetch('/api/ticker?count=5', { headers: { accept: 'text/event-stream' } });
  let events = 0;
  for await (const line of linesOf(response)) if (line.startsWith('data:')) events++;
  return `${events} events read from the body`;
}

async function ndjson(tell) {
  let lines = 0;
  for await (const line of linesOf(await fetch('/api/log?count=6'))) {
    tell(JSON.parse(line).message);
    lines++;
  }
  return `${lines} lines`;
}

async function polling(tell) {
  let cursor = 0;
  while (cursor < 4) {
    const answer = await (await fetch(`/api/poll?since=${cursor}`)).json();
    cursor = answer.cursor;
    tell(answer.news[0]);
  }
  return `${cursor} polls`;
}

async function upload() {
  const form = new FormData();
  form.set('title', 'Notes');
  form.set('file', new File(['one\ntwo\n'], 'notes.txt', { type: 'text/plain' }));
  const response = await fetch('/api/upload', { method: 'POST', body: form });
  return `${(await response.json()).size} bytes arrived`;
}

/** What `promise` is rejected with. */
async function rejection(promise) {
  const error = await promise.then(
    () => null,
    (reason) => reason,
  );
  if (!error) throw new Error('it should have failed');
  return `${error.name}, as wanted`;
}

async function abort() {
  const controller = new AbortController();
  const response = await fetch('/api/endless', { signal: controller.signal });
  const reader = response.body.getReader();
  for (let i = 0; i < 3; i++) await reader.read();
  controller.abort();
  return rejection(reader.read());
}

const timeout = () => rejection(fetch('/api/slow', { signal: AbortSignal.timeout(400) }));

const broken = async () => rejection((await fetch('/api/broken')).text());

async function cancel() {
  const response = await fetch('/api/endless');
  const reader = response.body.getReader();
  await reader.read();
  await reader.cancel();
  return 'cancelled after the first chunk';
}

export default {
  title: 'fetch',
  actions: [
    { title: 'Chat token stream', run: chat },
    { title: 'Events through a reader', run: events },
    { title: 'NDJSON', run: ndjson },
    { title: 'Long polling', run: polling },
    { title: 'Upload a form', run: upload },
    { title: 'Abort while it streams', run: abort },
    { title: 'Cancel the reader', run: cancel },
    { title: 'Timeout', run: timeout },
    { title: 'Broken in the middle', run: broken },
  ],
};
