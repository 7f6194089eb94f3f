// Folding and unfolding of decoded trees.
import { describe, expect, it } from 'vitest';
import type { TreeValue } from '../../decode/decoded.ts';
import { numberText, openTree, parentOf, toggled } from './json-rows.ts';

const tree = (): TreeValue =>
  new Map<string, TreeValue>([
    ['id', 12345678901234567890n],
    ['list', [1, new Map([['deep', true]])]],
    ['empty', []],
  ]);
const keys = (rows: ReturnType<typeof openTree>) => rows.map((row) => row.key);

describe('tree rows', () => {
  it('opens small trees in full', () => {
    expect(keys(openTree(tree()))).toEqual([null, 'id', 'list', 0, 1, 'deep', 'empty']);
  });

  it('opens the root of a large tree, however large, and nothing more', () => {
    const large = Array.from({ length: 200_000 }, (_, i) => [i]);
    const rows = openTree(large);
    expect(rows).toHaveLength(200_001);
    expect(rows[1]?.open).toBe(false);
  });

  it('closes a node with all that is below it, and opens it again', () => {
    const rows = openTree(tree());
    const closed = toggled(rows, 2);
    expect(keys(closed)).toEqual([null, 'id', 'list', 'empty']);
    expect(keys(toggled(closed, 2))).toEqual([null, 'id', 'list', 0, 1, 'empty']);
  });

  it('leaves rows without children alone', () => {
    const rows = openTree(tree());
    expect(toggled(rows, 1)).toEqual(rows);
  });

  it('knows the parent of a row', () => {
    const rows = openTree(tree());
    expect([0, 2, 4, 5].map((i) => parentOf(rows, i))).toEqual([-1, 0, 2, 4]);
  });

  it('writes numbers as they stood in the source', () => {
    expect(numberText(12345678901234567890n)).toBe('12345678901234567890');
    expect(numberText({ exact: '1.10' })).toBe('1.10');
    expect(numberText(-0)).toBe('-0');
  });

  it('tells each row its place among its siblings', () => {
    const row = openTree(tree())[2];
    expect([row?.position, row?.siblings]).toEqual([2, 3]);
  });
});
