// What holds for every snippet: no text of a page becomes code, no secret gets out unasked, nothing throws.
import fc from 'fast-check';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { anyStore } from '../../har/random-store.fake.ts';
import { redactEntries } from '../../har/redact/redactor.ts';
import { defaultRules } from '../../har/redact/rules.ts';
import { hostile } from './hostile.fake.ts';
import { type Hide, type Snippet, type SnippetSource, snippetSource, snippets } from './snippets.ts';

const hide: Hide = (entry) => redactEntries([entry], defaultRules())[0] as typeof entry;
const open = { hide: null, scale: 1 };
const masked = { hide, scale: 1 };

const fitting = (source: SnippetSource): Snippet[] => snippets.filter((each) => each.fits(source));

/** Every name that the code uses, and every member that it reaches. */
function namesIn(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const each of node) namesIn(each, found);
  else if (typeof node === 'object' && node !== null) {
    const { type, name } = node as { type?: unknown; name?: unknown };
    if (type === 'Identifier' && typeof name === 'string') found.add(name);
    for (const [key, value] of Object.entries(node)) if (key !== 'parent') namesIn(value, found);
  }
  return found;
}

const OURS =
  /^(?:HEADER_\w+|SCALE|WebSocket|EventSource|fetchEventSource|setTimeout|b64decode|Uint8Array|ReadableStream|TextEncoder|TextDecoder|HttpResponse|Promise|Error|Blob|RegExp|Buffer|CLOSED|__ENV|[a-z][A-Za-z0-9]*)$/;

describe('a text that somebody chose', () => {
  it('never becomes code of JavaScript', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(open, masked), (source, options) => {
        for (const each of fitting(source).filter(({ language }) => language === 'javascript')) {
          const names = namesIn(parseAst(each.make(source, options)));
          expect(names).not.toContain('pwned');
          for (const name of names) expect(name).toMatch(OURS);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('shows nothing in another order, and ends no script of a page', () => {
    fc.assert(
      fc.property(hostile, (source) => {
        for (const each of fitting(source)) {
          const text = each.make(source, open);
          expect(text).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
          if (each.language === 'javascript') expect(text).not.toMatch(/<[/!]/);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

/** The same, with what every browser would have refused put right. */
const proper = (source: SnippetSource): SnippetSource => ({
  ...source,
  method: 'POST',
  protocols: [],
  url: source.api.startsWith('websocket') ? 'wss://h.example/ws' : 'https://h.example/a',
});

it('anything that a store can hold can be said or is not offered', () => {
  let said = 0;
  fc.assert(
    fc.property(anyStore, (store) => {
      for (const source of store.exchanges.map((each) => snippetSource(each)).flatMap((each) => [each, proper(each)])) {
        for (const each of snippets) {
          if (each.fits(source)) {
            expect(each.make(source, open)).not.toBe('');
            said++;
          } else expect(() => each.make(source, open)).toThrow(RangeError);
        }
      }
    }),
    { numRuns: 100 },
  );
  expect(said).toBeGreaterThan(500);
}, 60_000);
