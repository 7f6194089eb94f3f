// Older forms of `_streamscope`, brought up to the present one step at a time. A step knows two formats and no more.
import { FORMAT } from '../har.ts';
import { fromFormat0 } from './from-0.ts';

type Extras = Map<string, unknown>;

/** Step n makes format n + 1 of format n, in place. */
const STEPS: ((extras: Extras) => void)[] = [fromFormat0];

/** The `_streamscope` of an entry, its format `from`, as the present format has it. In place. */
export function migrate(extras: Extras, from: number): void {
  for (let format = from; format < FORMAT; format++) STEPS[format]?.(extras);
}
