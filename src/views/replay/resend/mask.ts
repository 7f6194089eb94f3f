// What of a request a person need not see to send it again: found by the rules that they have chosen for exports.
import { redactEntries } from '../../../har/redact/redactor.ts';
import { screenRules } from '../../../har/redact/screen.ts';
import type { RequestForm } from './form.ts';

export interface Mask {
  /** As it may be shown; null where it is no secret. */
  url: string | null;
  body: string | null;
  /** Keys of headers with secrets in them. */
  headers: ReadonlySet<number>;
}

export const NO_MASK: Mask = { url: null, body: null, headers: new Set() };

/** @param saved rules as settings have them */
export function maskOf({ url, headers, body }: RequestForm, saved: unknown): Mask {
  const row = { type: 'send', time: 0, opcode: body.kind === 'base64' ? 2 : 1, data: body.text };
  const entry = {
    request: { url, headers: headers.map(({ name, value }) => ({ name, value })), _webSocketMessages: [row] },
  };
  const [shown = entry] = redactEntries([entry], screenRules(saved));
  const { request } = shown;
  const text = request._webSocketMessages[0]?.data ?? '';
  return {
    url: request.url === url ? null : request.url,
    body: text === body.text ? null : text,
    headers: new Set(headers.flatMap(({ key, value }, i) => (request.headers[i]?.value === value ? [] : [key]))),
  };
}

export const hasSecrets = (mask: Mask): boolean => mask.url !== null || mask.body !== null || mask.headers.size > 0;
