// One request as a call of fetch(), for the console of a page or for Node.
import { defineSnippet } from './define.ts';
import { FORBIDDEN, isByteString, requestHeaders, type SnippetHeader, variablesOf } from './headers.ts';
import { BYTES, blanks, data, headersList, literal } from './javascript.ts';
import { bytesOf, isHttp, type SnippetSource } from './source.ts';

/** Members of RequestInit that mean the same elsewhere. @see https://fetch.spec.whatwg.org/#requestinit */
const KEPT = ['mode', 'cache', 'redirect', 'referrer', 'referrerPolicy', 'integrity', 'keepalive', 'priority'];

/** The page's own origin is not that of who runs the snippet. */
const isPortable = (name: string, value: unknown): boolean =>
  !(name === 'mode' && (value === 'same-origin' || value === 'navigate'));

function options(source: SnippetSource): string[] {
  const kept = KEPT.filter((name) => Object.hasOwn(source.options, name));
  return kept.flatMap((name) => {
    const value = source.options[name];
    if (!isPortable(name, value)) return [];
    if (typeof value === 'string') return [`${name}: ${literal(value)}`];
    return typeof value === 'boolean' ? [`${name}: ${value}`] : [];
  });
}

/** A stream where the recorded body was one; its pieces keep their sizes, as far as the network keeps them. */
function bodyMembers(source: SnippetSource): string[] {
  if (source.body.length === 0 || /^(?:GET|HEAD)$/.test(source.method)) return [];
  if (!source.upload) return [`body: ${data(bytesOf(source.body))}`];
  const pieces = source.body.map((piece) => data(bytesOf([piece])));
  return [`body: new Blob([${pieces.join(', ')}]).stream()`, `duplex: 'half'`];
}

const sendsCookies = (source: SnippetSource): boolean =>
  source.credentials || source.headers.some(([name]) => name.toLowerCase() === 'cookie');

export const fetchSnippet = defineSnippet({
  id: 'fetch',
  label: 'fetch',
  language: 'javascript',
  fits: isHttp,
  write(source, { secrets }) {
    const all = requestHeaders(source, secrets, FORBIDDEN);
    const headers: SnippetHeader[] = all.filter(({ name, value }) => !/^cookie$/i.test(name) && isByteString(value));
    const members = [
      ...(source.method === 'GET' ? [] : [`method: ${literal(source.method)}`]),
      ...(headers.length === 0 ? [] : [`headers: ${headersList(headers, 2)}`]),
      ...bodyMembers(source),
      ...options(source),
      ...(sendsCookies(source) ? [`credentials: 'include'`] : []),
    ];
    const init = members.length === 0 ? '' : `, {\n${members.map((member) => `  ${member},\n`).join('')}}`;
    const needsBytes = members.some((member) => member.includes('bytes('));
    return `${blanks(variablesOf(headers))}${needsBytes ? `${BYTES}\n` : ''}const response = await fetch(${literal(source.url)}${init});
console.log(response.status, response.url);
const text = new TextDecoder();
for (let reader = response.body?.getReader(); reader; ) {
  const { done, value } = await reader.read();
  if (done) break;
  console.log(text.decode(value, { stream: true }));
}
`;
  },
});
