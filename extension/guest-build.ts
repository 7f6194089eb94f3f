// Makes stage and gate one function each, without imports: `scripting.executeScript` takes arguments with a function only,
// and `inspectedWindow.reload` takes text.
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

/** Virtual modules: the function that each has, its parameters, and what it is made of. */
const GUESTS: Record<string, { name: string; takes: string; entry: URL }> = {
  'virtual:stage': {
    name: 'comeOnStage',
    takes: 'name, orders',
    entry: new URL('../src/stage/enter.ts', import.meta.url),
  },
  'virtual:gate': { name: 'standAtGate', takes: 'name', entry: new URL('../src/gate/enter.ts', import.meta.url) },
};

export const guestFunctions = (): Plugin => ({
  name: 'guest-functions',
  resolveId: (id) => (id in GUESTS ? `\0${id}` : null),
  async load(id) {
    const guest = GUESTS[id.slice(1)];
    if (!id.startsWith('\0') || !guest) return null;
    const entry = fileURLToPath(guest.entry);
    const [output] = (await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        minify: false,
        target: 'esnext',
        lib: { entry, formats: ['iife'], name: 'entered' },
      },
    })) as Rolldown.RolldownOutput[];
    const chunk = output?.output[0];
    if (!chunk) throw new Error(`${entry} gave no script`);
    for (const file of chunk.moduleIds) this.addWatchFile(file);
    const { name, takes } = guest;
    return `export function ${name}(${takes}) {\n${chunk.code}\nreturn entered(${takes});\n}`;
  },
});
