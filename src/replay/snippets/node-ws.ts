// A WebSocket as a script for Node and the package ws.
import { defineSnippet } from './define.ts';
import { joinedHeaders, requestHeaders, variablesOf } from './headers.ts';
import { fromEnvironment, headersObject, literal, message, ms, scaleLine } from './javascript.ts';
import { isWebSocket, originOf, type SnippetSource } from './source.ts';
import { type Closing, closingOf, sendingsOf } from './steps.ts';

const FROM_BASE64 = `const bytes = (base64) => Buffer.from(base64, 'base64');\n`;

const closeCall = ({ code, reason }: Closing): string =>
  code === null ? 'socket.close();' : `socket.close(${code}${reason ? `, ${literal(reason)}` : ''});`;

function sending(source: SnippetSource): string {
  const close = closingOf(source, true);
  const lines = sendingsOf(source).map(({ wait, data }) => `  [${ms(wait)}, ${message(data)}],\n`);
  return `// [ms since the message before, data]
const messages = [
${lines.join('')}];

socket.on('open', async () => {
  for (const [wait, data] of messages) {
    await pause(wait * SCALE);
    socket.send(data);
  }
${close ? `  await pause(${ms(close.wait)} * SCALE);\n  ${closeCall(close)}\n` : ''}});
`;
}

export const nodeWs = defineSnippet({
  id: 'node-ws',
  label: 'Node.js (ws)',
  language: 'javascript',
  fits: isWebSocket,
  write(source, writing) {
    const headers = joinedHeaders(requestHeaders(source, writing.secrets, /^origin$/i));
    const send = sending(source);
    const init = [
      ...(originOf(source) ? [`origin: ${literal(originOf(source))}`] : []),
      ...(headers.length > 0 ? [`headers: ${headersObject(headers, 2)}`] : []),
    ];
    return `import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

${scaleLine(writing)}${fromEnvironment(variablesOf(headers), 'process.env')}${send.includes('bytes(') ? FROM_BASE64 : ''}
const socket = new WebSocket(${literal(source.url)}, [${source.protocols.map(literal).join(', ')}], {
${init.map((member) => `  ${member},\n`).join('')}});
socket.on('message', (data, isBinary) => console.log(isBinary ? data : data.toString()));
socket.on('close', (code, reason) => console.log('closed', code, reason.toString()));
socket.on('error', (error) => console.error(error.message));

${send}`;
  },
});
