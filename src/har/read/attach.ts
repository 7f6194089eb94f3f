// Bodies and lists of messages that a log has in files of their own, put where they would stand in it.
import type { Breather } from '../breather.ts';
import type { Attachments } from './archive.ts';
import { parseJson } from './json.ts';
import type { Members, RawEntry } from './raw-entry.ts';
import { textIn } from './shapes.ts';

const LF = 0x0a;
/** Lines that are parsed at once. */
const LINES = 512;

const fileOf = (members: Members): string => textIn(members, '_file');

export const hasAttachments = ({ content, postData }: RawEntry): boolean =>
  fileOf(content) !== '' || fileOf(postData) !== '';

/** Reads what `raw` names and gives the names of files that could not be had. */
export async function attach(
  raw: RawEntry,
  read: Attachments | null,
  breather: Breather,
  signal?: AbortSignal,
): Promise<string[]> {
  const missing: string[] = [];
  const get = async (members: Members): Promise<Uint8Array | null> => {
    const name = fileOf(members);
    const bytes = name === '' ? null : ((await read?.(name)) ?? null);
    if (name !== '' && !bytes) missing.push(name);
    return bytes;
  };
  const response = await get(raw.content);
  if (response && isMessages(raw)) await takeMessages(raw, response, breather, signal);
  else raw.responseBytes = response;
  raw.requestBytes = await get(raw.postData);
  return missing;
}

/** Playwright's form: the body of a WebSocket is a message a line. */
const isMessages = ({ entry, content }: RawEntry): boolean =>
  textIn(entry, '_resourceType') === 'websocket' && fileOf(content).endsWith('.jsonl');

async function takeMessages(raw: RawEntry, bytes: Uint8Array, breather: Breather, signal?: AbortSignal): Promise<void> {
  let batch: unknown[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(LF, at);
    const end = found < 0 ? bytes.length : found;
    // What is no JSON is undefined: it keeps its place, and is told.
    if (end > at) batch.push(parseJson(bytes.subarray(at, end)).value);
    at = end + 1;
    if (batch.length < LINES && at < bytes.length) continue;
    raw.lists.sockets(batch);
    raw.lists.end();
    batch = [];
    await breather.rest(signal);
  }
}
