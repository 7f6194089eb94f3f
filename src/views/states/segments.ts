// Transitions as stretches of time on an axis.
import type { Exchange, TransitionRecord } from '../../store/exchange.ts';
import { type StateTone, type StateWord, stateTone, stateWord } from '../state-word.ts';

export interface Segment {
  word: StateWord;
  tone: StateTone;
  cause: string;
  /** Epoch ms. */
  from: number;
  /** Epoch ms. Equal to `from` for the last state of an ended exchange. */
  to: number;
  /** Share of the axis, 0 to 1. */
  start: number;
  width: number;
}

type Facts = Pick<Exchange, 'api' | 'started' | 'ended' | 'transitions'>;

/** The states of an exchange one after the other, up to `now` (epoch ms) where it is still open. */
export function segments({ api, started, ended, transitions }: Facts, now: number): Segment[] {
  const last = transitions[transitions.length - 1];
  if (!last) return [];
  const first = Math.min(started, (transitions[0] as TransitionRecord).time);
  const end = Math.max(ended ?? now, last.time);
  const span = Math.max(end - first, Number.EPSILON);
  return transitions.map(({ state, time, cause }, i) => {
    const to = transitions[i + 1]?.time ?? end;
    const word = stateWord(api, state);
    return {
      word,
      tone: stateTone(word),
      cause,
      from: time,
      to,
      start: (time - first) / span,
      width: (to - time) / span,
    };
  });
}

/** How often an EventSource went back from OPEN to CONNECTING. */
export function reconnects({ api, transitions }: Pick<Exchange, 'api' | 'transitions'>): number {
  if (api !== 'eventsource') return 0;
  return transitions.filter(({ state }, i) => i > 0 && state === 0).length;
}

/** Round times for the marks of an axis of `span` ms: at most about `most` of them, from 0. */
export function axisMarks(span: number, most: number): number[] {
  if (!(span > 0)) return [0];
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => i * step);
}
