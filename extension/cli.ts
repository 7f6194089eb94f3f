// Built to dist/cli: what bin/streamscope.js runs.
import { processConsole } from '../src/cli/console.ts';
import { main } from '../src/cli/main.ts';

process.exitCode = await main(process.argv.slice(2), processConsole(process));
