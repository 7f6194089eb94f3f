// The recorded request as a form, and what a person changed in it as edits for the engine.
import { ReplayError } from '../../../replay/errors.ts';
import { type RefusalReason, sortHeaders } from '../../../replay/headers.ts';
import { type Edits, type Planned, planRequest } from '../../../replay/request.ts';
import type { Exchange } from '../../../store/exchange.ts';
import { dataOf, type Written, type WrittenKind, writtenOf } from '../data.ts';

export interface HeaderRow {
  /** Stays with the row, whatever is written in it. */
  key: number;
  name: string;
  value: string;
}

export interface RequestForm {
  method: string;
  url: string;
  headers: readonly HeaderRow[];
  body: { kind: WrittenKind | 'none'; text: string };
}

export interface RecordedForm extends RequestForm {
  /** The body cannot be edited: not all of it was kept, or it has more than the box holds. */
  body: RequestForm['body'];
  locked: { why: 'gone' | 'large'; size: number } | null;
}

/** Bytes or characters; a text field with more of them would hold the panel up. */
const EDITABLE = 2 ** 20;
const NONE = { kind: 'none', text: '' } as const;
const SAMPLE = { uuid: () => '', now: () => 0, counter: () => 0 };

const sizeOf = (body: string | ArrayBuffer): number => (typeof body === 'string' ? body.length : body.byteLength);

function bodyOf({ body }: Planned): Pick<RecordedForm, 'body' | 'locked'> {
  if (body === null) return { body: NONE, locked: null };
  if (sizeOf(body) > EDITABLE) return { body: NONE, locked: { why: 'large', size: sizeOf(body) } };
  const written: Written = writtenOf(typeof body === 'string' ? body : new Uint8Array(body));
  return { body: written, locked: null };
}

const asRow = ([name, value]: readonly [string, string], key: number): HeaderRow => ({ key, name, value });

/** One more, empty. */
export const emptyRow = (rows: readonly HeaderRow[]): HeaderRow => ({
  key: 1 + Math.max(-1, ...rows.map(({ key }) => key)),
  name: '',
  value: '',
});

/** What the engine would send as it was recorded. */
export function recordedForm(exchange: Exchange): RecordedForm {
  const asForm = (planned: Planned): Pick<RequestForm, 'method' | 'url' | 'headers'> => ({
    method: planned.method,
    url: planned.url,
    headers: [
      ...Object.entries(planned.headers),
      ...planned.refused.map(({ name, value }): [string, string] => [name, value]),
    ].map(asRow),
  });
  try {
    const planned = planRequest(exchange, {}, SAMPLE);
    return { ...asForm(planned), ...bodyOf(planned) };
  } catch (error) {
    const gone = error instanceof ReplayError && error.code === 'payload-gone';
    const headers = exchange.request.headers.map(asRow);
    const locked = gone ? ({ why: 'gone', size: exchange.bytesSent } as const) : null;
    return { method: exchange.method, url: exchange.url, headers, body: NONE, locked };
  }
}

/** Why the browser will not send this header as written; null where it will. */
export function refusal({ name, value }: Omit<HeaderRow, 'key'>, mode: unknown): RefusalReason | null {
  const { refused } = sortHeaders([[name, value]], typeof mode === 'string' ? mode : 'cors');
  return refused[0]?.reason ?? null;
}

export const isBodyless = (method: string): boolean => /^(get|head)$/i.test(method);

const sameHeaders = (a: readonly HeaderRow[], b: readonly HeaderRow[]): boolean =>
  a.length === b.length && a.every(({ name, value }, i) => name === b[i]?.name && value === b[i]?.value);

/** What differs from the recording; what does not stays as the recording has it, byte by byte. */
export function editsOf(recorded: RecordedForm, form: RequestForm): Edits {
  const { method, url, headers, body } = form;
  // A method without a body sends none, whatever the box still has.
  const otherBody = !isBodyless(method) && (body.kind !== recorded.body.kind || body.text !== recorded.body.text);
  // A body of other data has no recorded content type any more, unless the headers name it.
  const otherHeaders = otherBody || !sameHeaders(headers, recorded.headers);
  const noBody = recorded.locked?.why === 'gone' && body.kind === 'none';
  return {
    ...(method !== recorded.method && { method }),
    ...(url !== recorded.url && { url }),
    ...(otherHeaders && {
      headers: headers.filter(({ name, value }) => name + value !== '').map(({ name, value }) => [name, value]),
    }),
    ...((otherBody || noBody) && {
      body: body.kind === 'none' ? null : dataOf({ kind: body.kind, text: body.text }),
    }),
  };
}

/** The id that a server would go on after, seen from a message: its own or that of the last event before it. */
export function lastIdAt({ messages }: Exchange, seq: number): string {
  for (let i = Math.min(seq, messages.length - 1); i >= 0; i--) {
    const event = messages.event(i);
    if (event && event.comment === undefined && event.id !== '') return event.id;
  }
  return '';
}

/** True where events with ids were received, which a server may go on after. */
export const canResume = ({ api, framing }: Exchange): boolean => api === 'eventsource' || framing === 'sse';
