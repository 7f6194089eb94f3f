// What a text means to a shell and to Python is what it says, whoever chose it: asked of four shells and of Python.
import fs from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostile } from '../../../src/replay/snippets/hostile.fake.ts';
import { literal } from '../../../src/replay/snippets/python.ts';
import { word, writing } from '../../../src/replay/snippets/shell.ts';
import { type SnippetSource, snippets } from '../../../src/replay/snippets/snippets.ts';
import { findTool } from '../../tools.ts';
import { inShell, run, SHELLS, scratch } from './run.ts';
import { EVERY_BYTE, NASTY } from './samples.ts';

const place = scratch();
const args = `${place.folder}/args`;

beforeAll(() => {
  // Writes its arguments and a line each for where they end: NUL cannot be in them.
  fs.writeFileSync(args, `#!/bin/sh\nfor each in "$@"; do printf '%s\\000' "$each"; done\n`, { mode: 0o755 });
  for (const tool of TOOLS) {
    const script = `#!/bin/sh\ncat > /dev/null\nprintf '%s %s\\n' ${tool} "$#"\n`;
    fs.writeFileSync(`${place.folder}/${tool}`, script, { mode: 0o755 });
  }
});
afterAll(() => place.remove());

/** Programs that only say that they were called, and with how many arguments. */
const TOOLS = ['curl', 'websocat', 'wscat'];

const SIGNS = `'"\\$\`!()<>|&;{}[]*?~#=%@^ \n\t-aé😀\u001b\u0003\u009b`;
const signs = fc.string({ unit: fc.constantFrom(...SIGNS), maxLength: 24 });
const anything = fc.string({ unit: 'binary', maxLength: 24 });

/** The same texts in every run of a seed that a failure prints. */
const random = fc.sample(fc.oneof(signs, anything), { numRuns: 400, seed: 20_261_121 });
const texts = [...NASTY, ...random].map((text) => text.toWellFormed());

it.each(SHELLS)('a text is one argument of the same bytes in %s', async (shell) => {
  const sayable = texts.filter((text) => !text.includes('\0'));
  const file = place.write(`words.${shell}`, sayable.map((text) => `${args} ${word(text)}\n`).join(''));
  const { stdout, stderr } = await inShell(shell, file, { cwd: place.folder });
  expect(stderr).toBe('');
  expect(stdout.toString().split('\0').slice(0, -1)).toEqual(sayable);
  expect(fs.readdirSync(place.folder)).not.toContain('PWNED');
});

it.each(SHELLS)('what is written to a pipe has the same bytes in %s', async (shell) => {
  const all = [...texts, EVERY_BYTE];
  const file = place.write(`writes.${shell}`, all.map((data) => `${writing(data)}; printf '\\001\\n\\002'\n`).join(''));
  const { stdout, stderr } = await inShell(shell, file, { cwd: place.folder });
  expect(stderr).toBe('');
  const wanted = all.flatMap((data) => [Buffer.from(data as string), Buffer.from('\u0001\n\u0002')]);
  expect(stdout.equals(Buffer.concat(wanted))).toBe(true);
  expect(fs.readdirSync(place.folder)).not.toContain('PWNED');
});

it('no key of a terminal stands in what is pasted', () => {
  for (const text of texts) expect(word(text)).not.toMatch(/[^\P{C}\n]/u);
});

/** Exchanges of somebody who wants their texts to run. */
const exchanges: SnippetSource[] = fc.sample(hostile, { numRuns: 150, seed: 20_261_121 });

const textsIn = (language: string, ids: RegExp = /./): { id: string; text: string }[] =>
  exchanges.flatMap((source) =>
    snippets
      .filter((each) => each.language === language && ids.test(each.id) && each.fits(source))
      .map((each) => ({ id: each.id, text: each.make(source, { hide: null, scale: 0 }) })),
  );

// The messages of websocat are written by a group of commands, which fish does not have.
it.each(SHELLS)('nothing but the tool is run by a whole text in %s', async (shell) => {
  const scripts = textsIn('sh', shell === 'fish' ? /curl|wscat/ : /./);
  expect(scripts.length).toBeGreaterThan(100);
  const file = place.write(`whole.${shell}`, scripts.map(({ text }) => text).join('\n'));
  const env = { PATH: `${place.folder}:${process.env.PATH}` };
  const { stdout, stderr } = await inShell(shell, file, { cwd: place.folder, env, noInput: true });
  expect(stderr).toBe('');
  const called = stdout.toString().split('\n').slice(0, -1);
  expect(called.map((line) => line.split(' ')[0])).toEqual(scripts.map(({ id }) => id));
  expect(fs.readdirSync(place.folder)).not.toContain('PWNED');
});

const PYTHON = `
import ast, json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
names = set()
for text in given["scripts"]:
    names |= {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
print(json.dumps({"texts": [ast.literal_eval(each) for each in given["literals"]], "names": sorted(names)}))
`;

it('a text is a string of Python, and no code of it', async () => {
  const scripts = textsIn('python').map(({ text }) => text);
  expect(scripts.length).toBeGreaterThan(100);
  const given = place.write('given.json', JSON.stringify({ literals: texts.map(literal), scripts }));
  const { stdout, stderr } = await run(findTool('python'), [place.write('check.py', PYTHON), given]);
  expect(stderr).toBe('');
  const { texts: read, names } = JSON.parse(stdout.toString()) as { texts: string[]; names: string[] };
  expect(read).toEqual(texts);
  expect(names.filter((name) => !/^(?:[A-Z]+(?:_[A-Z]+)*|[a-z]+\d*)$/.test(name))).toEqual([]);
  expect(names).not.toContain('pwned');
});
