// Response bodies as the page consumes them: whatever way it reads, the same chunks are told once, and backpressure,
// cancel and errors stay the page's own. No body is ever cloned, rebuilt or read ahead.
import { Ledger } from './body/ledger.ts';
import { watchPipes } from './body/pipes.ts';
import { watchReaders, watchStreams } from './body/streams.ts';
import { watchTaken } from './body/taken.ts';
import { watchWhole } from './body/whole.ts';
import type { Recorder } from './recorder.ts';

export function watchBodies(recorder: Recorder): Ledger {
  const ledger = new Ledger(recorder);
  watchWhole(ledger);
  watchStreams(ledger);
  watchReaders(ledger);
  watchPipes(ledger);
  watchTaken(ledger);
  return ledger;
}
