// All that can be done in the page for a person, in one object for panel and automation.
import { close, deliver, type SendOptions, send } from './live.ts';
import type { Surroundings } from './page.ts';
import type { Edits } from './request.ts';
import { type Resent, resend } from './resend.ts';

export interface Replay {
  send(id: string, data: unknown, options?: SendOptions): Promise<{ id: string }>;
  deliver(id: string, data: unknown, options?: SendOptions): Promise<{ id: string }>;
  close(id: string, code?: number, reason?: string): Promise<{ id: string }>;
  resend(id: string, edits?: Edits): Promise<Resent>;
}

/** What the browser offers; the rest is made here. */
export type ReplayBase = Omit<Surroundings, 'variables' | 'nextCall'> & {
  uuid(): string;
  /** Epoch ms. */
  now(): number;
};

export function createReplay({ uuid, now, ...base }: ReplayBase): Replay {
  let calls = 0;
  let count = 0;
  const around: Surroundings = {
    ...base,
    nextCall: () => `${++calls}`,
    variables: { uuid, now, counter: () => ++count },
  };
  /** Hosts about which the person was asked. */
  const asked = new Set<string>();
  return {
    send: (id, data, options) => send(around, id, data, options),
    deliver: (id, data, options) => deliver(around, id, data, options),
    close: (id, code, reason) => close(around, id, code, reason),
    resend: (id, edits = {}) => resend(around, id, edits, asked),
  };
}
