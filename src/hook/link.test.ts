// The whole way from the recorder to the store, over a real MessageChannel and every real module between. Links are
// killed at arbitrary points.
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BINARY, SENT } from '../wire/capture.ts';
import { ASK, GIVE } from '../wire/names.ts';
import type { Item, Subject } from './item.ts';
import { loadHook, Tab, world } from './link.fake.ts';

const MIB = 2 ** 20;
const LARGE = 'x'.repeat(MIB);

/** A few turns of the event loop, in which messages travel. */
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};
/** Large payloads by their length: comparing them unit by unit takes seconds. */
const brief = (data: string | Uint8Array | null): unknown =>
  data && data.length > 1000 ? `${typeof data} of ${data.length}` : data;

describe('the way from the page to the store', { timeout: 30_000 }, () => {
  beforeAll(loadHook);

  const tabs: Tab[] = [];
  const tab = (): Tab => {
    const made = new Tab();
    tabs.push(made);
    return made;
  };
  afterEach(() => {
    world.visibility = 'hidden';
    world.timers = null;
    for (const each of tabs.splice(0)) each.closePanel();
  });

  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ rows: fc.integer({ min: 1, max: 40 }), socket: fc.nat(1), sent: fc.boolean() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ large: fc.constantFrom(600_000, 1_400_000), socket: fc.nat(1), binary: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ blob: fc.boolean(), socket: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.record({ state: fc.nat(3), socket: fc.nat(1) }) },
    { weight: 3, arbitrary: fc.constant('fill' as const) },
    { weight: 4, arbitrary: fc.constantFrom('kill' as const, 'swallow page' as const, 'swallow panel' as const) },
    { weight: 6, arbitrary: fc.record({ turns: fc.integer({ min: 1, max: 12 }) }) },
  );

  it('brings everything once, in order, with nothing invented, whenever the link is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
        const page = tab();
        page.openPanel();
        const sockets = [page.open(), page.open()] as const;
        const expected: unknown[][] = [[], []];
        const states: number[][] = [[0], [0]];
        const pending: [Item, Uint8Array | null][] = [];
        const fill = (): void => {
          const [item, data] = pending.shift() ?? [];
          if (item) page.recorder.fill(item, data ?? null);
        };
        let count = 0;
        for (const now of steps) {
          if (now === 'fill') fill();
          else if (now === 'kill') page.kill();
          else if (now === 'swallow page') page.swallow('page');
          else if (now === 'swallow panel') page.swallow('panel');
          else if ('turns' in now) await turns(now.turns);
          else if ('rows' in now) {
            for (let i = 0; i < now.rows; i++) {
              const text = `${++count}€`;
              page.recorder.row(sockets[now.socket] as Subject, now.sent ? SENT : 0, text, count);
              expected[now.socket]?.push(text);
            }
          } else if ('large' in now) {
            const data = now.binary ? new Uint8Array(now.large) : 'y'.repeat(now.large);
            page.recorder.row(sockets[now.socket] as Subject, now.binary ? BINARY : 0, data, ++count);
            expected[now.socket]?.push(brief(data));
          } else if ('blob' in now) {
            const data = now.blob ? Uint8Array.of(++count & 255) : null;
            const item = page.recorder.row(sockets[now.socket] as Subject, BINARY, null, count);
            item.pending = true;
            pending.push([item, data]);
            expected[now.socket]?.push(data);
          } else {
            page.recorder.fact(sockets[now.socket] as Subject, { type: 'transition', state: now.state, cause: 'x' });
            states[now.socket]?.push(now.state);
          }
        }
        while (pending.length > 0) fill();
        await turns(2);
        page.kill();
        await page.settled();
        expect(sockets.map((socket) => page.data(socket).map(brief))).toEqual(expected);
        expect(sockets.map((socket) => page.exchange(socket).transitions.map(({ state }) => state))).toEqual(states);
        expect(page.store.exchanges).toHaveLength(2);
        expect(page.store.notices).toEqual([]);
        expect(sockets.map((socket) => page.exchange(socket).lost)).toEqual([null, null]);
        page.closePanel();
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  it('brings 20,000 messages over a link that is killed in the middle', async () => {
    const page = tab();
    page.openPanel();
    const socket = page.open();
    const expected = Array.from({ length: 20_000 }, (_, i) => `message ${i}`);
    for (const [i, text] of expected.entries()) {
      page.recorder.row(socket, 0, text, i);
      if (i % 5000 === 2500) {
        await turns(3);
        page.kill();
      }
    }
    await page.settled();
    expect(page.data(socket)).toEqual(expected);
  });

  it.each([1, 2, 6, 11, 17])('starts a large message again whose link is killed after part %i', async (parts) => {
    const page = tab();
    page.openPanel();
    const socket = page.open();
    await page.settled();
    const text = Array.from({ length: 18 }, (_, i) => `${i % 10}`.repeat(500_000)).join('');
    page.recorder.row(socket, 0, text, 1);
    page.recorder.row(socket, 0, 'after', 2);
    page.killAtPart = parts;
    await page.settled();
    expect(page.killAtPart).toBeLessThanOrEqual(0);
    const [large, after, ...more] = page.data(socket);
    expect([large === text, after, more]).toEqual([true, 'after', []]);
    expect(page.store.notices).toEqual([]);
  });

  it('needs no further fact to send the last one, in a page that is seen', async () => {
    world.visibility = 'visible';
    const page = tab();
    page.openPanel();
    await turns(5);
    const socket = page.open();
    page.recorder.row(socket, 0, 'the only one', 1);
    await page.settled();
    expect(page.data(socket)).toEqual(['the only one']);
  });

  it('lets a request wait for company, and the messages of a stream that runs less long', async () => {
    world.visibility = 'visible';
    const page = tab();
    page.openPanel();
    await turns(5);
    await page.settled();
    const timers: typeof world.timers = [];
    world.timers = timers;
    const socket = page.open();
    page.recorder.row(socket, 0, 'its first', 1);
    expect(timers.map(({ ms }) => ms)).toEqual([100]);
    page.recorder.row(socket, 0, 'its second', 2);
    page.recorder.row(socket, 0, 'its third', 3);
    expect(timers.map(({ ms }) => ms)).toEqual([100, 20]);
    timers[1]?.run();
    page.recorder.enter(socket, 1, 'open');
    // Neither a timer of before nor an acknowledgement hurries what came after.
    timers[0]?.run();
    await vi.waitFor(() => expect(page.recorder.head?.what).toMatchObject({ cause: 'open' }), { interval: 1 });
    await turns(5);
    expect(page.data(socket)).toEqual(['its first', 'its second', 'its third']);
    expect([page.envelopes, page.exchange(socket).readyState]).toEqual([1, 0]);
    expect(timers.map(({ ms }) => ms)).toEqual([100, 20, 100]);
    timers[2]?.run();
    await page.settled();
    expect([page.envelopes, page.exchange(socket).readyState]).toEqual([2, 1]);
  });

  it('tells a panel that is opened late what is open and what is still held', async () => {
    const page = tab();
    const socket = page.open();
    page.recorder.fact(socket, { type: 'transition', state: 1, cause: 'open' });
    page.recorder.row(socket, 0, 'before the panel', 1);
    page.openPanel();
    await page.settled();
    expect(page.data(socket)).toEqual(['before the panel']);
    expect(page.store.notices).toEqual([]);
    // Another panel: what the first one took is gone, what is open is told again.
    page.closePanel();
    page.openPanel();
    page.recorder.row(socket, 0, 'for the second', 2);
    await page.settled();
    expect(page.exchange(socket)).toMatchObject({ readyState: 1, url: 'wss://example.org/' });
    expect(page.data(socket)).toEqual(['for the second']);
    expect(page.store.notices).toMatchObject([{ kind: 'gap', count: 3 }]);
  });

  it('loses payloads only for want of room, and counts every one of them', async () => {
    const page = tab();
    const sockets = [page.open(), page.open()] as const;
    for (let i = 0; i < 30; i++) page.recorder.row(sockets[(i % 3) & 1] as Subject, 0, LARGE, i);
    page.openPanel();
    await page.settled();
    for (const [i, socket] of sockets.entries()) {
      const data = page.data(socket);
      const missing = data.filter((each) => each === null).length;
      expect(data.length).toBe(i === 0 ? 20 : 10);
      expect(missing).toBeGreaterThan(0);
      expect(page.exchange(socket).lost).toEqual({ messages: missing, bytes: missing * MIB });
      expect(page.exchange(socket).bytesReceived).toBe(data.length * MIB);
    }
    expect(page.store.notices).toEqual([]);
  });

  it('shows a gap of as many facts as were let go whole, and counts their messages as lost', async () => {
    const page = tab();
    const socket = page.open();
    const rows = 150_000;
    for (let i = 0; i < rows; i++) page.recorder.row(socket, 0, 'abcd', i);
    const held = page.recorder.nextSeq - (page.recorder.head as Item).seq;
    page.openPanel();
    await page.settled();
    const data = page.data(socket);
    expect(data.length).toBe(held);
    expect(page.store.notices).toMatchObject([{ kind: 'gap', count: rows + 1 - held }]);
    const whole = data.filter((each) => each !== null).length;
    expect(page.exchange(socket).lost).toEqual({ messages: rows - whole, bytes: (rows - whole) * 4 });
  });

  it('goes on with the same panel after it was away, telling what was let go meanwhile', async () => {
    const page = tab();
    page.openPanel();
    const socket = page.open();
    page.recorder.row(socket, 0, 'first', 0);
    await page.settled();
    page.closePanel();
    await turns(5);
    for (let i = 0; i < 12; i++) page.recorder.row(socket, 0, LARGE, i);
    page.openPanel(false);
    await page.settled();
    const data = page.data(socket);
    const missing = data.filter((each) => each === null).length;
    expect([data.length, data[0]]).toEqual([13, 'first']);
    expect(missing).toBeGreaterThan(0);
    expect(page.exchange(socket).lost).toEqual({ messages: missing, bytes: missing * MIB });
  });

  it('records nothing while the panel says so, and then tells what is open', async () => {
    const page = tab();
    page.openPanel();
    const socket = page.open();
    await page.settled();
    page.session?.record(false);
    await vi.waitFor(() => expect(page.recorder.recording).toBe(false), { interval: 1 });
    page.recorder.fact(socket, { type: 'transition', state: 1, cause: 'open' });
    await page.settled();
    page.session?.record(true);
    await vi.waitFor(() => expect(page.recorder.recording).toBe(true), { interval: 1 });
    page.recorder.row(socket, 0, 'recorded again', 1);
    await page.settled();
    expect(page.exchange(socket).transitions.map(({ state }) => state)).toEqual([0, 1]);
    expect(page.data(socket)).toEqual(['recorded again']);
    expect(page.store.notices).toMatchObject([{ code: 'paused', count: 1 }]);
  });

  it('goes on after the page has used up the stack in a call of ours', async () => {
    const page = tab();
    page.openPanel();
    const socket = page.open();
    await page.settled();
    world.full = true;
    try {
      expect(() => page.recorder.row(socket, 0, 'at the limit', 1)).toThrow(RangeError);
    } finally {
      world.full = false;
    }
    page.recorder.row(socket, 0, 'after it', 2);
    await page.settled();
    expect(page.data(socket)).toEqual(['at the limit', 'after it']);
  });

  it('gets the last words of a document out before it is gone', async () => {
    const page = tab();
    page.openPanel();
    const socket = page.open();
    await page.settled();
    page.recorder.row(socket, 0, 'last words', 1);
    world.target.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    // At once: no task of the page ever runs again.
    expect(page.data(socket)).toEqual(['last words']);
    expect(page.exchange(socket)).toMatchObject({ readyState: 3, error: { kind: 'abort' } });
  });

  it('tells nothing twice where last words overtake what was on its way', async () => {
    const page = tab();
    page.openPanel();
    const socket = page.open();
    await page.settled();
    const expected = Array.from({ length: 10_000 }, (_, i) => `${i}`);
    for (const [i, text] of expected.entries()) page.recorder.row(socket, 0, text, i);
    await turns(1);
    world.target.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
    await turns(10);
    expect(page.data(socket)).toEqual(expected);
    world.target.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    page.recorder.row(socket, 0, 'back', 10_000);
    await page.settled();
    expect(page.data(socket)).toEqual([...expected, 'back']);
    expect(page.exchange(socket)).toMatchObject({ ended: null, error: null });
    expect(page.store.notices).toEqual([]);
  });

  it('hands its port over once: what a page asks for later is not answered', async () => {
    tab();
    const given: Event[] = [];
    world.target.addEventListener(GIVE, (event) => given.push(event), true);
    let heard = false;
    world.target.addEventListener(ASK, () => {
      heard = true;
    });
    world.target.dispatchEvent(new Event(ASK));
    await turns(1);
    expect(heard).toBe(true);
    expect(given).toEqual([]);
  });
});
