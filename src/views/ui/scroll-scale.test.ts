// A million rows and more must be reachable, each of them, without jumps while reading.
import { describe, expect, it } from 'vitest';
import { atBottom, contentHeight, MAX_HEIGHT, positionAt, scrolled, topToShow, visibleRows } from './scroll-scale.ts';

const small = { rows: 1000, rowHeight: 20, viewport: 400 };
const huge = { rows: 5_000_000, rowHeight: 20, viewport: 400 };
const start = { scrollTop: 0, top: 0 };

describe('scroll scale', () => {
  it('does not scale what a browser can show', () => {
    expect(contentHeight(small)).toBe(20_000);
    expect(scrolled(small, start, 1234).top).toBe(1234);
  });

  it('never asks for more height than browsers allow', () => {
    expect(contentHeight(huge)).toBe(MAX_HEIGHT);
  });

  it('moves pixel by pixel for a wheel, also in scaled content', () => {
    const middle = positionAt(huge, 50_000_000);
    expect(scrolled(huge, middle, middle.scrollTop + 100).top).toBeCloseTo(50_000_100, 3);
  });

  it('moves in proportion when the thumb is dragged', () => {
    const top = scrolled(huge, start, (MAX_HEIGHT - 400) / 2).top;
    expect(top).toBeCloseTo((5_000_000 * 20 - 400) / 2, 0);
  });

  it('reaches both ends', () => {
    const end = scrolled(huge, start, MAX_HEIGHT - 400);
    expect(visibleRows(huge, end.top, 0)[1]).toBe(5_000_000);
    expect(atBottom(huge, end.top)).toBe(true);
    expect(scrolled(huge, end, 0).top).toBe(0);
  });

  it('puts the scroll bar where it belongs after a long way in small steps', () => {
    let position = start;
    for (let i = 0; i < 1000; i++) position = scrolled(huge, position, position.scrollTop + 100);
    expect(position.top).toBeCloseTo(100_000, 3);
    const settled = positionAt(huge, position.top);
    expect(settled.top).toBeCloseTo(position.top, 3);
    expect(settled.scrollTop).toBeLessThan(position.scrollTop);
  });

  it('draws only what is seen', () => {
    expect(visibleRows(small, 0, 0)).toEqual([0, 20]);
    expect(visibleRows(small, 30, 2)).toEqual([0, 24]);
    expect(visibleRows({ ...small, rows: 0 }, 0, 5)).toEqual([0, 0]);
  });

  it('moves as little as it can to show a row', () => {
    expect(topToShow(small, 100, 10)).toBe(100);
    expect(topToShow(small, 100, 2)).toBe(40);
    expect(topToShow(small, 0, 30)).toBe(220);
  });
});
