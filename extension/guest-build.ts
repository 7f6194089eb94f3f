// Makes stage and gate one function each, without imports: `scripting.executeScript` takes arguments with a function only.
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

/** Virtual modules: the function that each has, and what it is made of. */
const GUESTS: Record<string, { name: string; entry: string }> = {
  'virtual:stage': { name: 'comeOnStage', entry: '../src/stage/enter.ts' },
  'virtual:gate': { name: 'standAtGate', entry: '../src/gate/enter.ts' },
};

export const guestFunctions = (): Plugin => ({
  name: 'guest-functions',
  resolveId: (id) => (id in GUESTS ? `\0${id}` : null),
  async load(id) {
    const guest = GUESTS[id.slice(1)];
    if (!id.startsWith('\0') || !guest) return null;
    const entry = fileURLToPath(new URL(guest.entry, import.meta.url));
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
    return `export function ${guest.name}(name) {\n${chunk.code}\nreturn entered(name);\n}`;
  },
});
