#!/usr/bin/env node
// `npx streamscope`: the command line, as `npm run build` has built it.
import fs from 'node:fs';

const built = new URL('../dist/cli/cli.js', import.meta.url);
if (fs.existsSync(built)) await import(built.href);
else {
  console.error('streamscope: it has not been built yet: run `npm run build` first.');
  process.exitCode = 3;
}
