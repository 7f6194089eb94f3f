// What is written is read back whole: export, import and export again give the same bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFramer } from '../decode/framing/choose.ts';
import type { Exchange } from '../store/exchange.ts';
import { Store } from '../store/store.ts';
import { anyStore } from './random-store.fake.ts';
import { readHar, storeSink } from './read.ts';
import { toHar, writeHar } from './write.ts';

const NOW = Date.UTC(2026, 10, 21);
const optionsFor = (store: Store) => ({ version: '0.1.0', now: NOW, notices: store.notices });
const textOf = (store: Store): string => [...writeHar(store.exchanges, optionsFor(store))].join('');

async function* bytesOf(text: string, step: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function read(text: string, step = 1 << 16) {
  const store = new Store(chooseFramer);
  const result = await readHar(bytesOf(text, step), storeSink(store));
  return { store, result };
}

const plain = (exchange: Exchange) => ({
  ...exchange,
  revision: 0,
  messages: Array.from({ length: exchange.messages.length }, (_, i) => exchange.messages.message(i)),
  chunks: Array.from({ length: exchange.chunks.length }, (_, i) => exchange.chunks.message(i)),
});

describe('our own file', () => {
  it('is the same again after import and export, whatever the store held', async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, fc.integer({ min: 1, max: 300 }), async (store, step) => {
        const text = textOf(store);
        const again = await read(text, step);
        expect(again.result.problems).toEqual([]);
        expect(textOf(again.store)).toBe(text);
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it('gives back every exchange and every message as the store had it', async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, async (store) => {
        const again = await read(textOf(store));
        expect(again.store.exchanges.map(plain)).toEqual(store.exchanges.map(plain));
        expect(again.store.totals).toEqual(store.totals);
        expect(again.store.notices).toEqual(store.notices);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('is what the object is, as text', () => {
    fc.assert(
      fc.property(anyStore, (store) => {
        expect(JSON.parse(textOf(store))).toEqual(
          JSON.parse(JSON.stringify(toHar(store.exchanges, optionsFor(store)))),
        );
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});
