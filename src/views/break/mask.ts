// The payload of a held message as it may be shown: without secrets, by the rules that the person has chosen for exports.
import type { HeldMessage } from '../../replay/gate/held.ts';
import { type Written, writtenOf } from '../replay/data.ts';
import { maskOf } from '../replay/resend/mask.ts';

/** Units of a payload that are looked through for its row. */
const LOOKED_AT = 2 ** 16;

export interface Shown {
  data: Written;
  /** Something of it is hidden. */
  masked: boolean;
}

const head = ({ data }: HeldMessage, most: number): Written =>
  writtenOf(typeof data === 'string' ? data.slice(0, most) : data.subarray(0, most));

/** As it is. */
export const plain = (held: HeldMessage): Shown => ({ data: head(held, LOOKED_AT), masked: false });

/** @param saved rules as settings have them. @param most units of the payload */
export function shownOf(held: HeldMessage, saved: unknown, most = LOOKED_AT): Shown {
  const written = head(held, most);
  const { body } = maskOf({ method: 'GET', url: held.url, headers: [], body: written }, saved);
  return { data: { ...written, text: body ?? written.text }, masked: body !== null };
}
