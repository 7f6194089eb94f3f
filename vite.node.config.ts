// What runs in Node, each without dependencies: the command line (dist/cli) and the test kit (dist/kit).
import { build, defineConfig, type Plugin } from 'vite';
import pkg from './package.json' with { type: 'json' };
import { HOOK_NAME } from './src/wire/names.ts';

const define = { __VERSION__: JSON.stringify(pkg.version) };
const PAGE_SCRIPT = 'virtual:page-script';

/** The page's part of the test kit, as a text for the tools that put it into pages. */
const pageScript = (): Plugin => ({
  name: 'page-script',
  resolveId: (id) => (id === PAGE_SCRIPT ? `\0${PAGE_SCRIPT}` : null),
  async load(id) {
    if (id !== `\0${PAGE_SCRIPT}`) return null;
    const built = await build({
      configFile: false,
      logLevel: 'warn',
      define: { ...define, __EAGER__: 'true' },
      publicDir: false,
      build: {
        write: false,
        target: 'es2022',
        minify: true,
        rolldownOptions: { input: 'extension/kit-page.iife.ts', output: { format: 'iife' } },
      },
    });
    const [output] = 'output' in built ? built.output : [];
    if (output?.type !== 'chunk') throw new Error('the page script of the test kit could not be built');
    // The name shows in stack traces, from which the hook takes its own frames out.
    const text = `(EXPOSED) => { ${output.code}\n}\n//# sourceURL=${HOOK_NAME}\n`;
    return `export default ${JSON.stringify(text)};`;
  },
});

export default defineConfig({
  define,
  publicDir: false,
  plugins: [pageScript()],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: false,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        'cli/cli': 'extension/cli.ts',
        'kit/puppeteer': 'src/kit/puppeteer.ts',
        'kit/playwright': 'src/kit/playwright.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'node/[name].js' },
    },
  },
});
