// What a person says is to be played, as the plan that a stage is told, and the parts in which it is told.
import { describe, expect, it } from 'vitest';
import { anOpening } from '../../store/opening.fake.ts';
import type { Plan, PlayOrder } from '../../wire/play.ts';
import { FakeScene } from '../scene.fake.ts';
import { ordersOf } from './orders.ts';
import { type PlayOptions, planOf, type RuleGiven } from './rules.ts';

function scene() {
  const { store } = new FakeScene();
  const plan = (rules: RuleGiven[], options: PlayOptions = {}): Plan => planOf(store, rules, options);
  const add = (id: string, api: 'fetch' | 'websocket' | 'eventsource', url: string): void => {
    const exchange = store.open({ ...anOpening, id, api, url });
    const head = { status: 200, statusText: '', headers: [], url, redirected: false, kind: '' };
    if (api === 'fetch') store.response(exchange, { ...head, time: 1001 });
    else store.transition(exchange, 1, 1001, 'open');
  };
  add('1.1', 'fetch', 'https://a.example/x#part');
  add('1.2', 'fetch', 'https://a.example/y');
  add('1.3', 'fetch', 'https://a.example/x#part');
  add('1.4', 'websocket', 'wss://a.example/ws');
  add('1.5', 'eventsource', 'https://a.example/events');
  return { plan };
}

describe('planOf', () => {
  it('makes a rule for each recorded URL, its recordings in order, without fragments', () => {
    const { rules, speed } = scene().plan([{ exchanges: ['1.1', '1.2', '1.3'] }]);
    expect(rules.map(({ url, answers }) => [url, answers.map(({ recorded }) => recorded)])).toEqual([
      ['https://a.example/x', ['1.1', '1.3']],
      ['https://a.example/y', ['1.2']],
    ]);
    expect(rules[0]).toMatchObject({ api: 'fetch', method: 'GET', body: null, afterwards: 'network' });
    expect(speed).toBe(1);
  });

  it('makes one rule where a URL is given', () => {
    const { rules } = scene().plan([{ exchanges: ['1.1', '1.2'], url: '*', api: null, method: null, pauseAt: 3 }]);
    expect(rules).toMatchObject([{ url: '*', api: null, method: null, answers: [{ pauseAt: 3 }, { pauseAt: 3 }] }]);
  });

  it('lets an EventSource lose its connection where others break', () => {
    const faults = [{ type: 'drop', after: 0 }] as const;
    const { rules } = scene().plan([{ exchanges: ['1.4', '1.5'], faults }]);
    expect(rules.map(({ answers }) => answers[0]?.steps.at(-1)?.type)).toEqual(['broken', 'lost']);
  });

  it.each([
    ['original', 1],
    [2.5, 2.5],
    ['asap', Number.POSITIVE_INFINITY],
    ['step', 0],
  ] as const)('knows the timing %s', (timing, speed) => {
    expect(scene().plan([{ exchanges: '1.1' }], { timing }).speed).toBe(speed);
  });

  it.each([
    ['a recording of another kind', { exchanges: '1.1', api: 'websocket' }, 'invalid-options'],
    ['no recording', { exchanges: [] }, 'invalid-options'],
    ['an unknown one', { exchanges: '9.9' }, 'unknown-exchange'],
    ['a relative URL', { exchanges: '1.1', url: '/x' }, 'invalid-url'],
    ['a number that is none', { exchanges: '1.1', faults: [{ type: 'stall', after: Number.NaN }] }, 'invalid-options'],
  ] as [string, RuleGiven, string][])('refuses %s', (_, rule, code) => {
    expect(() => scene().plan([rule])).toThrow(expect.objectContaining({ name: 'ReplayError', code }));
  });
});

describe('ordersOf', () => {
  const withSteps = (...sizes: number[]): Plan => {
    const plan = scene().plan([{ exchanges: '1.1' }]);
    for (const size of sizes) plan.rules[0]?.answers[0]?.steps.push({ at: 0, type: 'chunk', data: 'x'.repeat(size) });
    return plan;
  };
  /** As the stage puts them together. */
  function joined(orders: Iterable<PlayOrder>): Plan {
    const plan: Plan = { rules: [], speed: -1 };
    for (const order of orders) {
      if (order.type === 'rule') plan.rules.push({ ...order.rule, answers: [] });
      else if (order.type === 'answer') plan.rules.at(-1)?.answers.push({ ...order.answer, steps: [] });
      else if (order.type === 'steps')
        plan.rules
          .at(-1)
          ?.answers.at(-1)
          ?.steps.push(...order.steps);
      else if (order.type === 'start') plan.speed = order.speed;
    }
    return plan;
  }

  it('tells all of a plan in parts of about 1 MiB', () => {
    const plan = withSteps(700_000, 700_000, 100, 3_000_000);
    const orders = [...ordersOf(plan, 'run')];
    expect(orders.map(({ type }) => type)).toEqual(['begin', 'rule', 'answer', 'steps', 'steps', 'steps', 'start']);
    expect(joined(orders)).toEqual(plan);
  });

  it('refuses a message that no port would take', () => {
    expect(() => [...ordersOf(withSteps(25 * 2 ** 20), 'run')]).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});
