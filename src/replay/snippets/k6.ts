// An exchange as a load test for k6. @see https://grafana.com/docs/k6/latest/javascript-api/
import { defineSnippet, type Writing } from './define.ts';
import { joinedHeaders, requestHeaders, type SnippetHeader, variablesOf } from './headers.ts';
import { data, fromEnvironment, headersObject, literal, message, ms, scaleLine } from './javascript.ts';
import { bytesOf, isHttp, isWebSocket, originOf, type SnippetSource } from './source.ts';
import { type Closing, closingOf, sendingsOf } from './steps.ts';

const DECODE = `import { b64decode } from 'k6/encoding';\n`;

const once = (): string => `export const options = { vus: 1, iterations: 1 };\n`;

function writeHttp(source: SnippetSource, { secrets }: Writing): string {
  const headers = joinedHeaders(requestHeaders(source, secrets));
  const body = source.body.length === 0 ? 'null' : data(bytesOf(source.body), 'b64decode');
  return `import http from 'k6/http';
${body.startsWith('b64decode(') ? DECODE : ''}
${fromEnvironment(variablesOf(headers), '__ENV')}${once()}
export default function () {
  const response = http.request(${literal(source.method)}, ${literal(source.url)}, ${body}, {
    headers: ${headersObject(headers, 4)},
    redirects: ${source.redirected ? 10 : 0},
  });
  console.log(response.status, response.body);
}
`;
}

/** The constructor takes no subprotocols: its second argument is for the future. */
const withProtocols = (source: SnippetSource, headers: SnippetHeader[]): SnippetHeader[] => [
  ...headers,
  ...(originOf(source) ? [{ name: 'Origin', value: originOf(source), variable: null }] : []),
  ...(source.protocols.length > 0
    ? [{ name: 'Sec-WebSocket-Protocol', value: source.protocols.join(', '), variable: null }]
    : []),
];

const closeCall = ({ code, reason }: Closing): string =>
  code === null ? 'socket.close()' : `socket.close(${code}${reason ? `, ${literal(reason)}` : ''})`;

function writeSocket(source: SnippetSource, writing: Writing): string {
  const headers = withProtocols(source, joinedHeaders(requestHeaders(source, writing.secrets, /^origin$/i)));
  const sendings = sendingsOf(source);
  const close = closingOf(source, true);
  const binary = sendings.some(({ data }) => typeof data !== 'string');
  const lines = sendings.map(({ wait, data }) => `  { wait: ${ms(wait)}, data: ${message(data, 'b64decode')} },\n`);
  return `${binary ? DECODE : ''}import { setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';

${scaleLine(writing)}${fromEnvironment(variablesOf(headers), '__ENV')}${once()}
// wait: ms since the message before.
const messages = [
${lines.join('')}];

export default function () {
  const socket = new WebSocket(${literal(source.url)}, null, {
    headers: ${headersObject(headers, 4)},
  });
  socket.onmessage = ({ data }) => console.log(data);
  socket.onerror = ({ error }) => console.error(error);
  socket.onopen = () => {
    let at = 0;
    for (const { wait, data } of messages) {
      at += wait * SCALE;
      setTimeout(() => socket.send(data), at);
    }
${close ? `    setTimeout(() => ${closeCall(close)}, at + ${ms(close.wait)} * SCALE);\n` : ''}  };
}
`;
}

export const k6 = defineSnippet({
  id: 'k6',
  label: 'k6',
  language: 'javascript',
  fits: (source) => isHttp(source) || isWebSocket(source),
  write: (source, writing) => (isHttp(source) ? writeHttp : writeSocket)(source, writing),
});
