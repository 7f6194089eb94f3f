// Mock Service Worker answers as the recording did, with its waiting times. @see https://mswjs.io/docs/
import { defineSnippet, type Writing } from './define.ts';
import { responseHeaders } from './headers.ts';
import { BYTES, data, headersList, literal, message, ms, scaleLine } from './javascript.ts';
import { samePath, sameUrl } from './matching.ts';
import { isHttp, isWebSocket, type Piece, type SnippetSource } from './source.ts';
import { answersOf, closingOf, sentCount } from './steps.ts';

export const PAUSE = 'const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms * SCALE));\n';

/** `[ms since the piece before, data]`. */
function pieceLines(pieces: readonly Piece[], indent: string): string {
  let before = 0;
  return pieces
    .map((piece) => {
      const line = `${indent}[${ms(piece.at - before)}, ${data(piece.data)}],\n`;
      before = piece.at;
      return line;
    })
    .join('');
}

/** Statuses of responses that cannot have a body. @see https://fetch.spec.whatwg.org/#null-body-status */
export const isBodyless = (status: number): boolean => [101, 103, 204, 205, 304].includes(status);

const REASON = /^[\t\x20-\x7e]*$/;

const END = {
  finished: '        controller.close();\n',
  failed: '        controller.error(new Error());\n',
  open: '',
} as const;

function body(source: SnippetSource): string {
  const { response } = source;
  if (!response || isBodyless(response.status)) return '';
  return `    const chunks = [
${pieceLines(response.pieces, '      ')}    ];
    const body = new ReadableStream({
      async start(controller) {
        for (const [wait, data] of chunks) {
          await pause(wait);
          controller.enqueue(typeof data === 'string' ? new TextEncoder().encode(data) : data);
        }
${END[response.end]}      },
    });
`;
}

function answer(source: SnippetSource, secrets: boolean): string {
  const { response } = source;
  if (!response) return '    return HttpResponse.error();\n';
  const { status, statusText } = response;
  return `${body(source)}    return new HttpResponse(${isBodyless(status) ? 'null' : 'body'}, {
      status: ${status},
${statusText && REASON.test(statusText) ? `      statusText: ${literal(statusText)},\n` : ''}      headers: ${headersList(responseHeaders(source, secrets), 6)},
    });
`;
}

function writeHttp(source: SnippetSource, writing: Writing): string {
  const text = answer(source, writing.secrets);
  return `import { HttpResponse, http } from 'msw';

${scaleLine(writing)}${PAUSE}${text.includes('bytes(') ? `${BYTES}\n` : ''}
export const handlers = [
  http.all('*', async ({ request }) => {
    if (request.method !== ${literal(source.method)} || !(${sameUrl(source.url, 'request.url')})) return;
${text}  }),
];
`;
}

function closeLines(source: SnippetSource): string {
  const close = closingOf(source, false);
  if (!close) return '';
  const how = close.code === null ? '' : `${close.code}, ${literal(close.reason)}`;
  return `    while (heard < ${sentCount(source)}) await new Promise((resolve) => { wake = resolve; });
    await pause(${ms(close.wait)});
    client.close(${how});
`;
}

/** `[messages of the page before it, ms since the message before, data]`. */
export const answerLines = (source: SnippetSource): string =>
  answersOf(source)
    .map(({ heard, wait, data: what }) => `  [${heard}, ${ms(wait)}, ${message(what)}],\n`)
    .join('');

function writeSocket(source: SnippetSource, writing: Writing): string {
  const lines = answerLines(source);
  return `import { ws } from 'msw';

${scaleLine(writing)}${PAUSE}${lines.includes('bytes(') ? `${BYTES}\n` : ''}
// [messages of the page that come before it, ms since the message before, data]
const messages = [
${lines}];

const socket = ws.link(${samePath(source.url)});

export const handlers = [
  socket.addEventListener('connection', async ({ client }) => {
    let heard = 0;
    let wake = () => {};
    client.addEventListener('message', () => {
      heard++;
      wake();
    });
    for (const [before, wait, data] of messages) {
      while (heard < before) await new Promise((resolve) => { wake = resolve; });
      await pause(wait);
      client.send(data);
    }
${closeLines(source)}  }),
];
`;
}

export const msw = defineSnippet({
  id: 'msw',
  label: 'MSW',
  language: 'javascript',
  answers: true,
  fits: (source) => isHttp(source) || isWebSocket(source),
  write: (source, writing) => (isHttp(source) ? writeHttp : writeSocket)(source, writing),
});
