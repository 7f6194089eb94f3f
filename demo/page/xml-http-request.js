// XMLHttpRequest: JSON, upload and download with progress, abort, timeout, a broken answer.

/** Sends, and gives the name of the event it ended with and the request. */
function send(method, url, { body = null, prepare = () => {} } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    prepare(request);
    for (const type of ['load', 'error', 'abort', 'timeout']) {
      request.addEventListener(type, () => resolve({ type, request }));
    }
    request.send(body);
  });
}

async function json() {
  const { request } = await send('GET', '/api/poll?since=41', {
    prepare: (xhr) => {
      xhr.responseType = 'json';
      xhr.setRequestHeader('x-demo', 'yes');
    },
  });
  return `${request.status}, ${request.response.news[0]}`;
}

async function upload(tell) {
  const { request } = await send('POST', '/api/upload', {
    body: new Blob([new Uint8Array(600_000)]),
    prepare: (xhr) =>
      xhr.upload.addEventListener('progress', ({ loaded, total }) => tell(`${loaded} of ${total} sent`)),
  });
  return `${JSON.parse(request.responseText).size} bytes sent`;
}

async function download(tell) {
  const { request } = await send('GET', '/api/download?size=400000', {
    prepare: (xhr) => {
      xhr.responseType = 'arraybuffer';
      xhr.addEventListener('progress', ({ loaded, total }) => tell(`${loaded} of ${total} received`));
    },
  });
  return `${request.response.byteLength} bytes received`;
}

async function abort() {
  const { type } = await send('GET', '/api/endless', {
    prepare: (xhr) =>
      xhr.addEventListener('progress', () => {
        if (xhr.responseText.length > 10) xhr.abort();
      }),
  });
  return `ended with ${type}`;
}

async function timeout() {
  const { type } = await send('GET', '/api/slow', {
    prepare: (xhr) => {
      xhr.timeout = 400;
    },
  });
  return `ended with ${type}`;
}

const broken = async () => `ended with ${(await send('GET', '/api/broken')).type}`;

export default {
  title: 'XMLHttpRequest',
  actions: [
    { title: 'JSON', run: json },
    { title: 'Upload with progress', run: upload },
    { title: 'Download with progress', run: download },
    { title: 'Abort', run: abort },
    { title: 'Timeout', run: timeout },
    { title: 'Broken in the middle', run: broken },
  ],
};
