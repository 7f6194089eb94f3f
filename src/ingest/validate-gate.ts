// What the gate tells is checked as all that comes from a page.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite());
const text = v.string();

export const heldFact = v.object({
  type: v.literal('held'),
  seq: count,
  time: amount,
  exchange: count,
  row: count,
  nth: v.exactOptional(count),
  outcome: v.picklist(['waiting', 'released', 'edited', 'dropped']),
});

export const gateState = v.object({
  version: count,
  on: v.boolean(),
  count,
  waiting: count,
  held: v.array(
    v.object({
      id: count,
      exchange: count,
      row: count,
      nth: count,
      direction: v.picklist(['sent', 'received']),
      api: v.picklist(['fetch', 'eventsource', 'websocket']),
      url: text,
      name: text,
      time: amount,
      size: count,
      head: v.union([text, v.instance(Uint8Array)]),
    }),
  ),
  missing: v.exactOptional(v.literal(true)),
});
