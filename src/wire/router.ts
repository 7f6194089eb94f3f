// What Firefox's background router and the panel say to each other around the relays' messages.
import type { Guest } from './act.ts';

export type FromRouter =
  | { type: 'ready' }
  | { type: 'link'; link: number; frame: { id: number; url: string } }
  | { type: 'from'; link: number; body: unknown }
  | { type: 'unlink'; link: number }
  | { type: 'injected'; name: string; taken: boolean };

export type ToRouter =
  | { type: 'to'; link: number; body: unknown }
  | { type: 'drop'; link: number; body?: undefined }
  /** Brings the actor or the stage into the frame of this link. */
  | { type: 'inject'; link: number; name: string; guest: Guest; body?: undefined }
  | { type: 'ping'; link?: undefined; body?: undefined };
