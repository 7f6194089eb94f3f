// The WebSockets and EventSources on which something is, or was, held: a lane for each direction.
import { Lane } from './lane.ts';

export interface Door {
  received: Lane;
  sent: Lane;
  /** Bytes that wait to be sent. */
  unsent: number;
  /** The page has asked to close it. */
  closing: boolean;
}

/** Runs each in a task of its own, in order, without the 4 ms that a chain of timers would be slowed down to. */
function tasks(): (run: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const line: (() => void)[] = [];
  port1.onmessage = () => line.shift()?.();
  return (run) => {
    line.push(run);
    port2.postMessage(0);
  };
}

export class Doors {
  readonly #doors = new WeakMap<object, Door>();
  readonly #inTask = tasks();

  /** Undefined where nothing was ever held. */
  find(target: object): Door | undefined {
    return this.#doors.get(target);
  }

  of(target: object): Door {
    let door = this.#doors.get(target);
    if (!door) {
      door = { received: new Lane(this.#inTask), sent: new Lane(null), unsent: 0, closing: false };
      this.#doors.set(target, door);
    }
    return door;
  }
}
