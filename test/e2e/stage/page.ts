// Page script of the stage's tests: the hook's own patches and recorder, and a stage on top of them.
import type { Item } from '../../../src/hook/item.ts';
import { Recorder } from '../../../src/hook/recorder.ts';
import { watchBodies } from '../../../src/hook/response-body.ts';
import { recordMessage } from '../../../src/hook/websocket.ts';
import { cloakToString, patch, patchConstructor } from '../../../src/hook/wrap.ts';
import { Stage } from '../../../src/stage/stage.ts';
import type { Plan } from '../../../src/wire/play.ts';

const recorder = new Recorder();
cloakToString();
const bodies = watchBodies(recorder);
const lent = {
  patch,
  patchConstructor,
  recorder,
  recordMessage,
  watchBody: (response: Response, subject: never) => bodies.watch(response, subject, false),
};

/** What the recorder was told, a word each. */
function told(): string[] {
  const words: string[] = [];
  for (let item: Item | null = recorder.head; item; item = item.next) {
    const { what, data } = item;
    const text = typeof data === 'string' ? data : data && new TextDecoder().decode(data);
    if (!what) words.push(`${item.flags & 1 ? 'sent' : 'received'} ${text}`);
    else if (what.type === 'transition') words.push(`state ${what.state}`);
    else if (what.type === 'closed') words.push(`closed ${what.code}`);
    else words.push(what.type);
  }
  return words;
}

let stage: Stage | undefined;
const played = {
  /** The plan as JSON, bytes as arrays: that is how it comes into the page of a test. */
  play(text: string): void {
    const plan = JSON.parse(text, (key, value) =>
      key === 'data' && Array.isArray(value) ? new Uint8Array(value) : value,
    ) as Plan;
    stage ??= new Stage(lent);
    stage.play(plan);
  },
  set speed(speed: number) {
    if (stage) stage.speed = speed;
  },
  step: () => stage?.step(),
  told,
};
export type Played = typeof played;
(globalThis as unknown as { played: Played }).played = played;
