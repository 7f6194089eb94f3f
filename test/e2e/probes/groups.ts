// All probes by group; each group has a page load of its own.

import { askProbes } from './asks.ts';
import { cycleProbes } from './cycles.ts';
import { environmentProbes } from './environment.ts';
import { errorProbes } from './errors.ts';
import { goneProbes } from './gone.ts';
import { insideProbes } from './inside.ts';
import { oddProbes } from './odd.ts';
import { policyProbes } from './policy.ts';
import type { Probes } from './probe.ts';
import { realmProbes } from './realms.ts';
import { shapeProbes } from './shape.ts';
import { toStringProbes } from './to-string.ts';
import { tripwireProbes } from './tripwires.ts';

export const GROUPS: Record<string, Probes> = {
  shape: shapeProbes,
  toString: toStringProbes,
  errors: errorProbes,
  cycles: cycleProbes,
  inside: insideProbes,
  realms: realmProbes,
  gone: goneProbes,
  asks: askProbes,
  odd: oddProbes,
  tripwires: tripwireProbes,
  environment: environmentProbes,
  policy: policyProbes,
};
