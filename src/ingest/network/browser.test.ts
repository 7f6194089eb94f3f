// When the document that DevTools show began, also where DevTools are behind the page.
import { describe, expect, it } from 'vitest';
import { type DevToolsApi, openNetworkLog } from './browser.ts';

const nothing = () => ({ addListener: () => {}, removeListener: () => {} });

/** DevTools that answer each question about the page with the next of these; the last one again and again. */
function devTools(...answers: unknown[][]): DevToolsApi {
  return {
    network: { getHAR: () => {}, onRequestFinished: nothing(), onNavigated: nothing() },
    inspectedWindow: {
      eval: (_, callback) => callback(...((answers.length > 1 ? answers.shift() : answers[0]) ?? [])),
    },
  };
}

const timeOrigin = (...answers: unknown[][]): Promise<number> =>
  openNetworkLog(devTools(...answers), 'chrome-extension://id/').timeOrigin();

/** What Chromium answers between two documents. */
const NOBODY = [null, { isError: true, code: 'E_FAILED' }];

describe('the time origin of the inspected document', () => {
  it('is what the document says', async () => {
    expect(await timeOrigin([1_795_273_810_413.3])).toBe(1_795_273_810_413.3);
  });

  it('is asked for again while there is no document to ask', async () => {
    expect(await timeOrigin(NOBODY, NOBODY, [1_795_273_810_413.3])).toBe(1_795_273_810_413.3);
  });

  it.each([[Number.POSITIVE_INFINITY], [Number.NaN]])(
    'is when DevTools heard of it where the page says %s',
    async (said) => {
      const before = Date.now();
      const told = await timeOrigin([said]);
      expect(told).toBeGreaterThanOrEqual(before);
      expect(told).toBeLessThanOrEqual(Date.now());
    },
  );
});
