// The package ws as Node has it: under vite-plugin-solid vitest has Node resolve packages as for a browser (condition
// `browser`), where ws is a stub that throws. Asking for the file itself leaves conditions out of it.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const file = path.join(path.dirname(require.resolve('ws/package.json')), 'index.js');

export const { WebSocket, WebSocketServer } = require(file) as typeof import('ws');
