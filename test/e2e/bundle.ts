// Page scripts that are written as modules, packages of others among them: bundled into one classic script.
import { build, type Rolldown } from 'vite';

/** The entry file and all it imports as one script or module. Nothing of the project's own configuration is used. */
export async function bundle(entry: string, format: 'iife' | 'es' = 'iife'): Promise<string> {
  const [output] = (await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry, formats: [format], name: 'bundled' },
    },
  })) as Rolldown.RolldownOutput[];
  const chunk = output?.output[0];
  if (!chunk) throw new Error(`${entry} gave no script`);
  return chunk.code;
}
