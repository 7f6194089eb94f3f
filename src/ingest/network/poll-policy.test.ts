// Reading the network log stays cheap.
import { describe, expect, it } from 'vitest';
import { PollPolicy } from './poll-policy.ts';

describe('reading the network log', () => {
  it('stops once the hook has told of more messages than can be read in 50 ms', () => {
    const policy = new PollPolicy();
    policy.done({ entries: 10, messages: 100, wall: 10 });
    policy.grew(0, 10_000);
    expect(policy.tooLarge).toBe(false);
    policy.grew(0, 90_000);
    expect(policy.tooLarge).toBe(true);
    policy.reset();
    expect(policy.tooLarge).toBe(false);
  });

  it('stops with a thousand requests, too', () => {
    const policy = new PollPolicy();
    policy.grew(1000, 0);
    expect(policy.tooLarge).toBe(true);
  });

  it('takes back what it allows itself when the panel was kept for more than 50 ms', () => {
    const policy = new PollPolicy();
    policy.done({ entries: 0, messages: 12_000, wall: 100 });
    policy.blocked(80);
    expect(policy.tooLarge).toBe(true);
  });

  it('does not blame itself for a long task beside a small log', () => {
    const policy = new PollPolicy();
    policy.done({ entries: 5, messages: 0, wall: 5 });
    policy.blocked(300);
    policy.grew(0, 12_000);
    expect(policy.tooLarge).toBe(false);
  });

  it('rests twenty times as long as it took, at least half a second', () => {
    const policy = new PollPolicy();
    policy.done({ entries: 5, messages: 0, wall: 5 });
    expect([policy.pause(true), policy.pause(false)]).toEqual([500, 2000]);
    policy.done({ entries: 300, messages: 0, wall: 200 });
    expect(policy.pause(true)).toBe(4000);
    policy.done({ entries: 300, messages: 0, wall: 20_000 });
    expect(policy.pause(true)).toBe(30_000);
  });
});
