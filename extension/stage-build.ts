// Makes the stage one function without imports: `scripting.executeScript` takes arguments with a function only, and
// `inspectedWindow.reload` takes text.
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

const NAME = 'virtual:stage';
const ENTRY = fileURLToPath(new URL('../src/stage/enter.ts', import.meta.url));

export const stageFunction = (): Plugin => ({
  name: 'stage-function',
  resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
  async load(id) {
    if (id !== `\0${NAME}`) return null;
    const [output] = (await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        minify: false,
        target: 'esnext',
        lib: { entry: ENTRY, formats: ['iife'], name: 'entered' },
      },
    })) as Rolldown.RolldownOutput[];
    const chunk = output?.output[0];
    if (!chunk) throw new Error(`${ENTRY} gave no script`);
    for (const file of chunk.moduleIds) this.addWatchFile(file);
    return `export function comeOnStage(name, orders) {\n${chunk.code}\nreturn entered(name, orders);\n}`;
  },
});
