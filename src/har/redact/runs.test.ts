// Runs of base64 and hex digits: what is found, and that the time grows with the text and no faster.
import { describe, expect, it } from 'vitest';
import { findRuns, type Run } from './runs.ts';

const runsOf = (text: string): string[] => {
  const runs: Run[] = [];
  findRuns(text, (run) => runs.push(run));
  return runs.map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
};

describe('runs', () => {
  it('finds base64 of a text, alone and behind a path', () => {
    const secret = Buffer.from('a secret that is long enough').toString('base64');
    expect(runsOf(`x ${secret} y`)).toEqual([`base64 ${secret}`]);
    expect(runsOf(`/download/${secret}?a`)).toEqual([`base64 ${secret}`]);
  });

  it('finds hex of a text', () => {
    const secret = Buffer.from('a secret in hex').toString('hex');
    expect(runsOf(`key=${secret};`)).toEqual([`hex ${secret}`]);
  });

  it('looks only within a run for what stands before its last slash', () => {
    const line = '0123456789abcdefghijklmnopqrstuvwxyz\n';
    const looks: number[] = [];
    const text = line.repeat(20_000);
    const counting = new Proxy(String.prototype.lastIndexOf, {
      apply(target, self: string, args: [string]) {
        looks.push(self.length);
        return Reflect.apply(target, self, args);
      },
    });
    const native = String.prototype.lastIndexOf;
    String.prototype.lastIndexOf = counting;
    try {
      runsOf(text);
    } finally {
      String.prototype.lastIndexOf = native;
    }
    expect(looks).toHaveLength(20_000);
    expect(Math.max(...looks)).toBeLessThan(line.length);
  });
});
