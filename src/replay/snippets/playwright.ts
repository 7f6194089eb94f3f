// Playwright answers as the recording did. @see https://playwright.dev/docs/mock
import { defineSnippet, type Writing } from './define.ts';
import { responseHeaders } from './headers.ts';
import { data, literal, ms, scaleLine } from './javascript.ts';
import { samePath, sameUrl } from './matching.ts';
import { answerLines, isBodyless, PAUSE } from './msw.ts';
import { bytesOf, isHttp, isWebSocket, type SnippetSource } from './source.ts';
import { closingOf, sentCount } from './steps.ts';

const FROM_BASE64 = `const bytes = (base64) => Buffer.from(base64, 'base64');\n`;

/** Playwright takes a whole body at once, so an event stream ends with it: this keeps the page from asking again. */
const NEVER_AGAIN = 'retry: 2147483647\n\n';

function bodyOf(source: SnippetSource): Uint8Array {
  const pieces = source.response?.pieces ?? [];
  if (source.api !== 'eventsource') return bytesOf(pieces);
  const kept = pieces.map(({ at, data: what }) => ({
    at,
    data: typeof what === 'string' ? what.replace(/^retry:.*\n/gm, '') : what,
  }));
  return bytesOf([{ at: 0, data: NEVER_AGAIN }, ...kept]);
}

/** Playwright takes an object; several headers of one name are one with line ends. */
function headersOf(source: SnippetSource, secrets: boolean): string {
  const joined = new Map<string, string>();
  for (const [name, value] of responseHeaders(source, secrets)) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}${key === 'set-cookie' ? '\n' : ', '}${value}`);
  }
  const lines = [...joined].map(([name, value]) => `        ${literal(name)}: ${literal(value)},\n`);
  return `{\n${lines.join('')}      }`;
}

function fulfilling(source: SnippetSource, secrets: boolean): string {
  const { response } = source;
  if (!response) return `    await route.abort('failed');\n`;
  const [first] = response.pieces;
  return `    await pause(${ms(first?.at ?? 0)}); // Until the first byte: Playwright gives a page the whole body at once.
    await route.fulfill({
      status: ${response.status},
      headers: ${headersOf(source, secrets)},
${isBodyless(response.status) ? '' : `      body: ${data(bodyOf(source))},\n`}    });
`;
}

function writeHttp(source: SnippetSource, writing: Writing): string {
  const text = fulfilling(source, writing.secrets);
  return `${scaleLine(writing)}${PAUSE}${text.includes('bytes(') ? FROM_BASE64 : ''}
/** @param {import('@playwright/test').Page} page */
export async function mock(page) {
  await page.route((url) => ${sameUrl(source.url, 'url.href')}, async (route) => {
    if (route.request().method() !== ${literal(source.method)}) return route.fallback();
${text}  });
}
`;
}

function closeLines(source: SnippetSource): string {
  const close = closingOf(source, false);
  if (!close) return '';
  const how = close.code === null ? '' : `{ code: ${close.code}, reason: ${literal(close.reason)} }`;
  return `  while (heard < ${sentCount(source)}) await new Promise((resolve) => { wake = resolve; });
  await pause(${ms(close.wait)});
  await socket.close(${how});
`;
}

function writeSocket(source: SnippetSource, writing: Writing): string {
  const lines = answerLines(source);
  return `${scaleLine(writing)}${PAUSE}${lines.includes('bytes(') ? FROM_BASE64 : ''}
// [messages of the page that come before it, ms since the message before, data]
const messages = [
${lines}];

async function replay(socket) {
  let heard = 0;
  let wake = () => {};
  socket.onMessage(() => {
    heard++;
    wake();
  });
  for (const [before, wait, data] of messages) {
    while (heard < before) await new Promise((resolve) => { wake = resolve; });
    await pause(wait);
    socket.send(data);
  }
${closeLines(source)}}

/** @param {import('@playwright/test').Page} page */
export async function mock(page) {
  const pattern = ${samePath(source.url)};
  // Not awaited: the page's WebSocket opens when the handler has returned.
  await page.routeWebSocket((url) => pattern.test(url.href), (socket) => void replay(socket));
}
`;
}

export const playwright = defineSnippet({
  id: 'playwright',
  label: 'Playwright',
  language: 'javascript',
  answers: true,
  fits: (source) => isHttp(source) || isWebSocket(source),
  write: (source, writing) => (isHttp(source) ? writeHttp : writeSocket)(source, writing),
});
