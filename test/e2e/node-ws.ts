// Before all tests of a process: Puppeteer talks to Firefox with the package ws, of which Node would get a stub that throws
// under vitest's conditions (see ../servers/ws.ts).
import { createRequire, register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const done = Symbol.for('streamscope.node-ws');
if (!(done in globalThis)) {
  Object.assign(globalThis, { [done]: true });
  const file = path.join(path.dirname(createRequire(import.meta.url).resolve('ws/package.json')), 'wrapper.mjs');
  const hook = `export const resolve = (name, context, next) =>
    next(name === 'ws' ? ${JSON.stringify(pathToFileURL(file).href)} : name, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
