// The bridge from what is held to signals.
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { BreakState } from '../../replay/gate/breaker.ts';
import type { HeldMessage } from '../../replay/gate/held.ts';
import type { Replay } from '../../replay/replay.ts';

export interface LiveBreak {
  state: Accessor<BreakState>;
  held: Accessor<readonly HeldMessage[]>;
}

/** Must be called under a Solid owner. */
export function createBreak(replay: Replay): LiveBreak {
  const [state, setState] = createSignal(replay.breakState());
  const [held, setHeld] = createSignal<readonly HeldMessage[]>(replay.held());
  onCleanup(
    replay.watchBreak(() => {
      setState(replay.breakState());
      setHeld(replay.held());
    }),
  );
  return { state, held };
}
