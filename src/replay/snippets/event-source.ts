// An event stream read by EventSource, and by fetch-event-source where more than a GET is needed.
import { defineSnippet } from './define.ts';
import { FORBIDDEN, isByteString, joinedHeaders, requestHeaders, variablesOf } from './headers.ts';
import { BYTES, blanks, data, headersObject, literal } from './javascript.ts';
import { bytesOf, isHttp, type SnippetSource } from './source.ts';

const isEventStream = (source: SnippetSource): boolean =>
  source.api === 'eventsource' ||
  (source.response?.headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && /^\s*text\/event-stream\b/i.test(value),
  ) ??
    false);

const names = (source: SnippetSource): string =>
  [...new Set(['message', ...source.eventNames])].map(literal).join(', ');

export const eventSource = defineSnippet({
  id: 'eventsource',
  label: 'EventSource',
  language: 'javascript',
  fits: (source) => isHttp(source) && isEventStream(source) && source.method === 'GET',
  write: (
    source,
  ) => `const source = new EventSource(${literal(source.url)}${source.credentials ? ', { withCredentials: true }' : ''});
for (const name of [${names(source)}]) {
  source.addEventListener(name, ({ type, data, lastEventId }) => console.log(type, data, lastEventId));
}
source.onopen = () => console.log('open');
source.onerror = () => console.log(source.readyState === EventSource.CLOSED ? 'closed' : 'reconnecting');
`,
});

export const fetchEventSource = defineSnippet({
  id: 'fetch-event-source',
  label: 'fetch-event-source',
  language: 'javascript',
  fits: (source) => isHttp(source) && isEventStream(source),
  write(source, { secrets }) {
    const all = requestHeaders(source, secrets, FORBIDDEN);
    const headers = joinedHeaders(all.filter(({ name, value }) => !/^cookie$/i.test(name) && isByteString(value)));
    const sends = source.body.length > 0 && !/^(?:GET|HEAD)$/.test(source.method);
    const body = sends ? data(bytesOf(source.body)) : '';
    return `import { fetchEventSource } from '@microsoft/fetch-event-source';

${blanks(variablesOf(headers))}${body.startsWith('bytes(') ? `${BYTES}\n` : ''}await fetchEventSource(${literal(source.url)}, {
  method: ${literal(source.method)},
  headers: ${headersObject(headers, 2)},
${sends ? `  body: ${body},\n` : ''}${source.credentials ? `  credentials: 'include',\n` : ''}  openWhenHidden: true,
  onmessage: ({ event, data, id }) => console.log(event || 'message', data, id),
  onclose: () => console.log('closed'),
});
`;
  },
});
