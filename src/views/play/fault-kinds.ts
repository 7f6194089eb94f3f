// The faults as a person chooses them: which a recording of an API can have, and what each must be told.
import type { Fault } from '../../replay/play/faults.ts';
import type { PlayApi } from '../../replay/play/rules.ts';

export type FaultType = Fault['type'];
/** What a fault is told; each is a whole number but `at`, which is several, and `reason`. */
export type FaultField = 'after' | 'by' | 'from' | 'at' | 'size' | 'count' | 'message' | 'byte' | 'status' | 'code';

/** A fault as it is being edited: what was typed. */
export interface FaultDraft {
  type: FaultType;
  values: Partial<Record<FaultField, string>>;
}

interface Kind {
  apis: readonly PlayApi[];
  /** With what they begin with. */
  fields: Partial<Record<FaultField, string>>;
}

const ALL = ['fetch', 'xhr', 'eventsource', 'websocket'] as const;
const BODIES = ['fetch', 'xhr'] as const;

const KINDS: Record<FaultType, Kind> = {
  split: { apis: BODIES, fields: { at: '1' } },
  pieces: { apis: BODIES, fields: { size: '1' } },
  merge: { apis: BODIES, fields: { count: '2' } },
  drop: { apis: ALL, fields: { after: '1' } },
  stall: { apis: ALL, fields: { after: '1' } },
  delay: { apis: ALL, fields: { by: '1000', from: '0' } },
  corrupt: { apis: ALL, fields: { message: '0', byte: '0' } },
  status: { apis: ['fetch', 'xhr', 'eventsource'], fields: { status: '503' } },
  close: { apis: ['websocket'], fields: { code: '1011', after: '1' } },
  refuse: { apis: ALL, fields: {} },
};

/** Those that a recording of this API can have. */
export const faultsFor = (api: PlayApi): FaultType[] =>
  (Object.keys(KINDS) as FaultType[]).filter((type) => KINDS[type].apis.includes(api));

export const newFault = (type: FaultType): FaultDraft => ({ type, values: { ...KINDS[type].fields } });

/** In the order in which they are shown. */
export const fieldsOf = (type: FaultType): FaultField[] => Object.keys(KINDS[type].fields) as FaultField[];

const numbersIn = (text: string): number[] =>
  text
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .map(Number);

/** What was typed, as the fault it says. A number that is none is found out by those who play it. */
export function faultOf({ type, values }: FaultDraft): Fault {
  const told = Object.entries(values).map(([field, text]) => [field, field === 'at' ? numbersIn(text) : Number(text)]);
  return { type, ...Object.fromEntries(told) } as Fault;
}
