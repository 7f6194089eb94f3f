// Data that a person writes by hand: its kinds, and whether it is what it says, before anything is sent.
import { ReplayError } from '../../replay/errors.ts';
import { type Data, payloadOf } from '../../replay/payload.ts';

export const WRITTEN_KINDS = ['text', 'json', 'hex', 'base64'] as const;
export type WrittenKind = (typeof WRITTEN_KINDS)[number];

export interface Written {
  kind: WrittenKind;
  text: string;
}

/** Values that placeholders might have, for checking only. */
const SAMPLE = { uuid: () => '0', now: () => 0, counter: () => 0 };

export function dataOf({ kind, text }: Written): Data {
  if (kind === 'json') return { json: text };
  if (kind === 'hex') return { hex: text };
  return kind === 'base64' ? { base64: text } : text;
}

/** What is wrong with it; null where nothing is, or nothing is written yet. */
export function faultOf(written: Written): ReplayError | null {
  if (written.text === '' || written.kind === 'text') return null;
  try {
    payloadOf(dataOf(written), SAMPLE);
    return null;
  } catch (error) {
    if (error instanceof ReplayError) return error;
    throw error;
  }
}

const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};

const base64Of = (bytes: Uint8Array): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/** A recorded payload as something to edit. */
export function writtenOf(data: string | Uint8Array): Written {
  if (typeof data !== 'string') return { kind: 'base64', text: base64Of(data) };
  return { kind: isJson(data) ? 'json' : 'text', text: data };
}
