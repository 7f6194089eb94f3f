// An exchange as a script for Python: httpx for HTTP, websockets for a WebSocket.
import { defineSnippet, type Writing } from './define.ts';
import { requestHeaders, type SnippetHeader, variablesOf } from './headers.ts';
import { body, fromEnvironment, literal, message, pair, seconds } from './python.ts';
import { bytesOf, isHttp, isWebSocket, originOf, type SnippetSource } from './source.ts';
import { closingOf, sendingsOf } from './steps.ts';

const imports = (...names: (string | false)[]): string =>
  names
    .filter((name) => name !== false)
    .map((name) => `import ${name}\n`)
    .join('');

const list = (items: readonly string[], indent: number): string => {
  const space = ' '.repeat(indent);
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `${space}    ${item},\n`).join('')}${space}]`;
};

function content(source: SnippetSource): string | null {
  if (source.body.length === 0) return null;
  // Pieces that come one after the other are sent without a length in advance.
  return source.upload
    ? `iter(${list(
        source.body.map((piece) => body(bytesOf([piece]))),
        4,
      )})`
    : body(bytesOf(source.body));
}

export const httpx = defineSnippet({
  id: 'python-httpx',
  label: 'Python (httpx)',
  language: 'python',
  fits: isHttp,
  write(source, { secrets }) {
    const headers = requestHeaders(source, secrets);
    const sent = content(source);
    const variables = variablesOf(headers);
    const parts = [
      literal(source.method),
      literal(source.url),
      `headers=${list(headers.map(pair), 4)}`,
      ...(sent ? [`content=${sent}`] : []),
      ...(source.redirected ? ['follow_redirects=True'] : []),
      'timeout=None',
    ];
    return `${imports(sent?.includes('base64.') === true && 'base64', variables.length > 0 && 'os')}
import httpx

${fromEnvironment(variables)}
with httpx.stream(
${parts.map((part) => `    ${part},\n`).join('')}) as response:
    print(response.status_code, response.url)
    for text in response.iter_text():
        print(text, end="", flush=True)
`.trimStart();
  },
});

const messagesList = (source: SnippetSource): string =>
  list(
    sendingsOf(source).map(({ wait, data }) => `(${seconds(wait)}, ${message(data)})`),
    0,
  );

function closing(source: SnippetSource): string {
  const close = closingOf(source, true);
  if (!close) return '';
  const how = close.code === null ? '' : `${close.code}, ${literal(close.reason)}`;
  return `    await asyncio.sleep(${seconds(close.wait)} * SCALE)
    await socket.close(${how})
`;
}

function socketArguments(source: SnippetSource, headers: readonly SnippetHeader[]): string[] {
  return [
    literal(source.url),
    ...(originOf(source) ? [`origin=${literal(originOf(source))}`] : []),
    ...(source.protocols.length > 0 ? [`subprotocols=[${source.protocols.map(literal).join(', ')}]`] : []),
    'max_size=None',
    ...(headers.length > 0 ? ['**{HEADERS_ARGUMENT: HEADERS}'] : []),
  ];
}

/** websockets 14 renamed the argument. */
const headersConstants = (headers: readonly SnippetHeader[]): string =>
  headers.length === 0
    ? ''
    : `HEADERS = ${list(headers.map(pair), 0)}
NEW = "additional_headers" in inspect.signature(websockets.connect).parameters
HEADERS_ARGUMENT = "additional_headers" if NEW else "extra_headers"
`;

const scaleOf = ({ scale }: Writing): number => (Number.isFinite(scale) && scale >= 0 ? scale : 1);

export const websockets = defineSnippet({
  id: 'python-websockets',
  label: 'Python (websockets)',
  language: 'python',
  fits: isWebSocket,
  write(source, writing) {
    const headers = requestHeaders(source, writing.secrets, /^origin$/i);
    const variables = variablesOf(headers);
    const messages = messagesList(source);
    return `import asyncio
${imports(messages.includes('base64.') && 'base64', headers.length > 0 && 'inspect', variables.length > 0 && 'os')}
import websockets

SCALE = ${scaleOf(writing)}  # Of the recorded waiting times; 0 for none.
${fromEnvironment(variables)}${headersConstants(headers)}
# (seconds since the message before, data)
MESSAGES = ${messages}


async def send(socket):
    for wait, data in MESSAGES:
        await asyncio.sleep(wait * SCALE)
        await socket.send(data)
${closing(source)}

async def main():
    async with websockets.connect(
${socketArguments(source, headers)
  .map((part) => `        ${part},\n`)
  .join('')}    ) as socket:
        sending = asyncio.create_task(send(socket))
        try:
            async for message in socket:
                print(message, flush=True)
        except websockets.ConnectionClosed as closed:
            print(closed)
        sending.cancel()


asyncio.run(main())
`;
  },
});
