// Time while a recording is played: scaled, stopped, step by step; and waiting for the page.
import { describe, expect, it, vi } from 'vitest';
import type { PlayAnswer, PlayStep } from '../wire/play.ts';
import { Clock } from './clock.ts';
import { Performance } from './performance.ts';

const answer = (steps: PlayStep[]): PlayAnswer => ({
  recorded: '1.1',
  status: 200,
  statusText: '',
  headers: [],
  url: '',
  redirected: false,
  protocol: '',
  extensions: '',
  steps,
});
const message = (at: number): PlayStep => ({ at, type: 'message', data: `${at}` });

function scene(speed: number, steps: PlayStep[]) {
  vi.useFakeTimers();
  const clock = new Clock(speed, {
    now: () => performance.now(),
    setTimer: (run, ms) => setTimeout(run, ms),
    clearTimer: (timer) => clearTimeout(timer),
  });
  const start = performance.now();
  const seen: [number, string][] = [];
  const show = new Performance(clock, answer(steps), (step) =>
    seen.push([Math.round(performance.now() - start), 'data' in step ? `${step.data as string}` : step.type]),
  );
  void show.run();
  return { clock, show, seen };
}

describe('a performance', () => {
  it('gives each step at its time, in a task of its own', async () => {
    const { seen } = scene(1, [message(10), message(10), message(250)]);
    await vi.advanceTimersByTimeAsync(249);
    expect(seen).toEqual([
      [10, '10'],
      [11, '10'],
    ]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.at(-1)).toEqual([250, '250']);
  });

  it('runs faster, slower, or without waiting', async () => {
    const fast = scene(10, [message(1000)]);
    await vi.advanceTimersByTimeAsync(100);
    expect(fast.seen).toEqual([[100, '1000']]);
    const slow = scene(0.1, [message(10)]);
    await vi.advanceTimersByTimeAsync(100);
    expect(slow.seen).toEqual([[100, '10']]);
    const now = scene(Infinity, [message(5), message(1_000_000)]);
    await vi.advanceTimersByTimeAsync(2);
    expect(now.seen.map(([, text]) => text)).toEqual(['5', '1000000']);
  });

  it('stands still at speed 0, goes on by steps, and then at the new speed', async () => {
    const { clock, seen } = scene(0, [message(10), message(20), message(70)]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen).toEqual([]);
    expect(clock.step()).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.length).toBe(1);
    expect(clock.step()).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.length).toBe(2);
    clock.speed = 1;
    await vi.advanceTimersByTimeAsync(50);
    expect(seen.length).toBe(3);
    expect(clock.step()).toBe(false);
  });

  it('waits for what the page sent in the recording, and keeps the time after it', async () => {
    const { show, seen } = scene(1, [{ at: 100, type: 'sent' }, message(130)]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen).toEqual([]);
    show.sent();
    await vi.advanceTimersByTimeAsync(30);
    expect(seen).toEqual([[1030, '130']]);
  });

  it('does not wait where the page was early', async () => {
    const { show, seen } = scene(1, [{ at: 100, type: 'sent' }, message(130)]);
    show.sent();
    await vi.advanceTimersByTimeAsync(130);
    expect(seen).toEqual([[130, '130']]);
  });

  it('gives nothing more once it has ended', async () => {
    const { show, seen } = scene(1, [message(10), message(20)]);
    await vi.advanceTimersByTimeAsync(10);
    show.end();
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen.length).toBe(1);
  });
});
