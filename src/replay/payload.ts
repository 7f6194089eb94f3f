// What a person gives as the data of a message or body: text, JSON, hex or base64, checked before anything is sent.
import type { Payload } from '../wire/act.ts';
import { ReplayError } from './errors.ts';
import { expand, type Variables } from './template.ts';

/** Text or bytes as they are, or one of the others, by its name. `json`: its text, or a value that is written as JSON. */
export type Data = string | ArrayBuffer | { text: string } | { json: unknown } | { hex: string } | { base64: string };

const decoder = new TextDecoder();
const SPACE = /\s+/g;

/** The position of a JSON text's fault, where the engine tells it: it words each differently. */
function checkJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new ReplayError('invalid-json', `this is not JSON: ${(error as Error).message}`);
  }
}

function jsonText(value: unknown): string {
  if (typeof value === 'string') return checkJson(value);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new ReplayError('invalid-json', 'this value has no JSON');
  return text;
}

/** Bytes of hex digits; white space between them, and `0x` before each, does not count. */
function fromHex(text: string): ArrayBuffer {
  const digits = text.replace(/0x/gi, ' ').replace(SPACE, '');
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong) throw new ReplayError('invalid-hex', `${JSON.stringify(wrong[0])} is no hex digit`);
  if (digits.length % 2 !== 0)
    throw new ReplayError('invalid-hex', `there are ${digits.length} hex digits: one is missing`);
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes.buffer;
}

/** Bytes of base64, also that of URLs, with or without padding. */
function fromBase64(text: string): ArrayBuffer {
  const plain = text.replace(SPACE, '').replaceAll('-', '+').replaceAll('_', '/');
  const wrong = /[^a-z0-9+/=]/i.exec(plain);
  if (wrong) throw new ReplayError('invalid-base64', `${JSON.stringify(wrong[0])} does not occur in base64`);
  let binary: string;
  try {
    binary = atob(plain);
  } catch {
    throw new ReplayError(
      'invalid-base64',
      `this is not base64: its ${plain.length} characters do not make whole bytes`,
    );
  }
  return Uint8Array.from(binary, (unit) => unit.charCodeAt(0)).buffer;
}

function kindOf(data: object): [kind: string, value: unknown] {
  const [entry, ...more] = Object.entries(data);
  if (!entry || more.length > 0 || !['text', 'json', 'hex', 'base64'].includes(entry[0]))
    throw new ReplayError('invalid-data', 'data is a text, or one of {text}, {json}, {hex}, {base64}');
  if (entry[0] !== 'json' && typeof entry[1] !== 'string')
    throw new ReplayError('invalid-data', `{${entry[0]}} takes a text`);
  return entry;
}

/**
 * @param variables fill `{{uuid}}`, `{{now}}`, `{{counter}}` in text and JSON; null leaves them as they are
 * @throws {ReplayError} for data that is not what it says
 */
export function payloadOf(data: unknown, variables: Variables | null): Payload {
  const fill = (text: string): string => (variables ? expand(text, variables) : text);
  if (typeof data === 'string') return fill(data);
  if (data instanceof ArrayBuffer) return data;
  if (typeof data !== 'object' || data === null)
    throw new ReplayError('invalid-data', 'data is a text, or one of {text}, {json}, {hex}, {base64}');
  const [kind, value] = kindOf(data);
  if (kind === 'hex') return fromHex(value as string);
  if (kind === 'base64') return fromBase64(value as string);
  if (kind === 'text') return fill(value as string);
  // Filled first: `{"at": {{now}}}` is JSON only then.
  return typeof value === 'string' ? checkJson(fill(value)) : fill(jsonText(value));
}

/** A recorded payload as it is sent again. */
export const recorded = (data: string | Uint8Array): Payload =>
  typeof data === 'string' ? data : (data.slice().buffer as ArrayBuffer);

/** As text, for comparing. */
export const textOf = (data: string | Uint8Array): string => (typeof data === 'string' ? data : decoder.decode(data));
