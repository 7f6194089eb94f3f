// One message that is held, as panel and programs see it: the log knows all of it, the page told its beginning.
import type { Store } from '../../store/store.ts';
import type { GateHeld } from '../../wire/gate.ts';
import type { Reachable } from '../page.ts';

export interface HeldMessage extends Pick<GateHeld, 'direction' | 'api' | 'url' | 'name' | 'time' | 'size'> {
  /** For `release` and `drop`. */
  id: string;
  /** Id of the exchange. */
  exchange: string;
  /** Position in its messages; null where its row was cleared, or has not come yet. */
  seq: number | null;
  data: string | Uint8Array;
  /** Only the beginning is known here. */
  cut: boolean;
}

const sizeOf = (data: string | Uint8Array): number =>
  typeof data === 'string' ? new TextEncoder().encode(data).length : data.length;

export function heldIn(store: Store, place: Reachable, held: GateHeld): HeldMessage {
  const { exchange: number, row, nth, head, id, direction, api, url, name, time, size } = held;
  const exchange = `${place.name}.${number}`;
  const log = store.get(exchange)?.messages;
  const at = place.heldAt(number, row, nth);
  const seq = at !== undefined && log && at < log.length ? at : null;
  const data = (seq === null ? null : log?.data(seq)) ?? head;
  const cut = data === head && sizeOf(head) < size;
  return { id: `${place.name}/${id}`, exchange, seq, direction, api, url, name, time, size, data, cut };
}
