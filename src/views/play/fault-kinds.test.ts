// What a person types, as the faults that are played.
import { describe, expect, it } from 'vitest';
import { faultOf, faultsFor, fieldsOf, newFault } from './fault-kinds.ts';

describe('faults as they are edited', () => {
  it('offers those that the API can have', () => {
    expect(faultsFor('fetch')).toContain('split');
    expect(faultsFor('eventsource')).not.toContain('split');
    expect(faultsFor('websocket')).toContain('close');
    expect(faultsFor('websocket')).not.toContain('status');
  });

  it('begins with values that can be played', () => {
    expect(faultOf(newFault('split'))).toEqual({ type: 'split', at: [1] });
    expect(faultOf(newFault('close'))).toEqual({ type: 'close', code: 1011, after: 1 });
    expect(faultOf(newFault('refuse'))).toEqual({ type: 'refuse' });
    expect(fieldsOf('delay')).toEqual(['by', 'from']);
  });

  it('takes several positions, however they are separated', () => {
    expect(faultOf({ type: 'split', values: { at: ' 7, 9;12 ' } })).toEqual({ type: 'split', at: [7, 9, 12] });
  });
});
