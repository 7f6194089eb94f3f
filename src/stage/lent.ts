// What the hook lends to stage and gate: its way to replace a native, and its way to tell.
import type { Subject } from '../hook/item.ts';
import type { Recorder } from '../hook/recorder.ts';
import type { recordMessage } from '../hook/websocket.ts';
import type { patch, patchConstructor } from '../hook/wrap.ts';

export interface Lent {
  patch: typeof patch;
  patchConstructor: typeof patchConstructor;
  recorder: Recorder;
  recordMessage: typeof recordMessage;
}

/** The stage makes responses too. */
export interface StageLent extends Lent {
  /** From here on the response body is told as the page reads it. */
  watchBody(response: Response, subject: Subject): void;
}
