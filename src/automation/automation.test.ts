// The members of `window.streamscope` over a real store.
import { describe, expect, it, vi } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import { defaultRules } from '../har/redact/rules.ts';
import { Store } from '../store/store.ts';
import { createAutomation } from './automation.ts';

const made = () => {
  const store = new Store(chooseFramer);
  const controls = { ready: Promise.resolve(), record: vi.fn(), clear: vi.fn(), look: vi.fn(), rules: defaultRules };
  const add = (id: string, started: number) => {
    const frame = { id: 0, url: '' };
    const rest = { method: 'GET', url: '', source: 'page' as const, frame, stack: '', headers: [], protocols: [] };
    return store.open({ ...rest, id, api: 'websocket', started, options: {} });
  };
  const later = add('1.2', 20);
  add('1.1', 10);
  for (let i = 0; i < 5; i++) {
    store.append(later, { time: i, flags: 0, size: 1, block: `${i}`, start: 0, length: 1 });
  }
  return {
    store,
    controls,
    automation: createAutomation('1.2.3', store, controls, {
      send: vi.fn(),
      deliver: vi.fn(),
      held: () => [],
    } as never),
  };
};

describe('window.streamscope', () => {
  it('has the documented members and no others, and cannot be changed', () => {
    const { automation } = made();
    const members = [
      'version',
      'ready',
      'exchanges',
      'exchange',
      'messages',
      'record',
      'clear',
      'har',
      'open',
      'send',
      'deliver',
      'held',
    ];
    expect(Object.keys(automation)).toEqual(members);
    expect(Object.isFrozen(automation)).toBe(true);
  });

  it('tells the version, and when the hook has answered', async () => {
    const { automation, controls } = made();
    expect(automation.version).toBe('1.2.3');
    expect(automation.ready).toBe(controls.ready);
  });

  it('lists exchanges in order of start', () => {
    expect(
      made()
        .automation.exchanges()
        .map(({ id }) => id),
    ).toEqual(['1.1', '1.2']);
  });

  it('tells one exchange in detail', () => {
    expect(made().automation.exchange('1.1')).toMatchObject({ id: '1.1', request: { headers: [] } });
  });

  it('throws a RangeError for an unknown id', () => {
    const { automation } = made();
    expect(() => automation.exchange('9.9')).toThrow(RangeError);
    expect(() => automation.messages('9.9')).toThrow('"9.9"');
  });

  it.each([
    [undefined, '01234'],
    [{}, '01234'],
    [{ from: 2 }, '234'],
    [{ to: 2 }, '012'],
    [{ from: 1, to: 3 }, '123'],
    [{ from: 3, to: 3 }, '3'],
    [{ from: -5, to: 100 }, '01234'],
    [{ from: 4, to: 1 }, ''],
    [{ from: 5 }, ''],
  ])('gives the messages of a range, both ends included: %j', (range, expected) => {
    const list = made().automation.messages('1.2', range);
    expect(list.map(({ data }) => data).join('')).toBe(expected);
  });

  it('gives no messages where there are none', () => {
    expect(made().automation.messages('1.1')).toEqual([]);
  });

  it('gives plain data that structured clone copies', () => {
    const { automation } = made();
    const all = [automation.exchanges(), automation.exchange('1.2'), automation.messages('1.2')];
    expect(structuredClone(all)).toEqual(all);
  });

  it('records and clears as the buttons do', () => {
    const { automation, controls } = made();
    automation.record(false);
    automation.clear();
    expect(controls.record).toHaveBeenCalledWith(false);
    expect(controls.clear).toHaveBeenCalledTimes(1);
  });
});
