// The time axis of an exchange's states.
import { describe, expect, it } from 'vitest';
import { axisMarks, reconnects, segments } from './segments.ts';

const transition = (state: number, time: number) => ({ state, time, cause: 'x' });
const socket = {
  api: 'websocket' as const,
  started: 1000,
  ended: 2000,
  transitions: [transition(0, 1000), transition(1, 1250), transition(2, 1750), transition(3, 2000)],
};

describe('segments', () => {
  it('divides the whole time among the states', () => {
    const parts = segments(socket, 5000);
    expect(parts.map((part) => part.word)).toEqual(['connecting', 'open', 'closing', 'closed']);
    expect(parts.map((part) => part.start)).toEqual([0, 0.25, 0.75, 1]);
    expect(parts.map((part) => part.width)).toEqual([0.25, 0.5, 0.25, 0]);
  });

  it('lets the last state last until now while the exchange is open', () => {
    const parts = segments({ ...socket, ended: null, transitions: socket.transitions.slice(0, 2) }, 2000);
    expect(parts[1]).toMatchObject({ word: 'open', from: 1250, to: 2000, width: 0.75 });
  });

  it('shows nothing where nothing was seen, and survives a span of zero', () => {
    expect(segments({ ...socket, transitions: [] }, 0)).toEqual([]);
    const [only] = segments({ ...socket, ended: 1000, transitions: [transition(0, 1000)] }, 0);
    expect(only?.start).toBe(0);
    expect(Number.isFinite(only?.width)).toBe(true);
  });

  it('counts reconnects of an EventSource', () => {
    const states = [0, 1, 0, 1, 0, 2].map((state, i) => transition(state, i));
    expect(reconnects({ api: 'eventsource', transitions: states })).toBe(2);
    expect(reconnects({ api: 'websocket', transitions: states })).toBe(0);
  });
});

describe('axisMarks', () => {
  it('marks round times', () => {
    expect(axisMarks(1000, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(axisMarks(730, 4)).toEqual([0, 200, 400, 600]);
    expect(axisMarks(0, 4)).toEqual([0]);
  });
});
