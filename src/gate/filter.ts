// Which messages are held: judged within the page's own call or event, so it looks at nothing that must be waited for.
import { fitsPattern } from '../stage/programme.ts';
import type { GateApi, GateFilter } from '../wire/gate.ts';

export interface Candidate {
  direction: 'sent' | 'received';
  api: GateApi;
  /** Absolute. */
  url: string;
  /** Of an event; else empty. */
  name: string;
  /** A Blob cannot be looked into at once. */
  data: string | Uint8Array | Blob;
}

const decoder = new TextDecoder();

/** Whether messages of this exchange in this direction can be meant at all. */
export const mayFit = (filter: GateFilter, { direction, api, url }: Omit<Candidate, 'name' | 'data'>): boolean =>
  (filter.direction === null || filter.direction === direction) &&
  (filter.api === null || filter.api === api) &&
  (filter.url === '' || fitsPattern(filter.url, url));

export function fits(filter: GateFilter, candidate: Candidate): boolean {
  if (!mayFit(filter, candidate)) return false;
  const { text } = filter;
  const { name, data } = candidate;
  if (text === '' || name === text) return true;
  if (data instanceof Blob) return false;
  return (typeof data === 'string' ? data : decoder.decode(data)).includes(text);
}
