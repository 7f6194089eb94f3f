// One source, two targets: `vite build --mode chrome` and `--mode firefox` write dist/<mode>.
import { crx, defineManifest } from '@crxjs/vite-plugin';
import { type CompressOptions, minify } from 'terser';
import type { Plugin } from 'vite';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';
import { guestFunctions } from './extension/guest-build.ts';
import { viewerPage } from './extension/viewer-build.ts';
import base from './manifest.json' with { type: 'json' };
import pkg from './package.json' with { type: 'json' };
import { HOOK_NAME } from './src/wire/names.ts';

type Target = 'chrome' | 'firefox';
const { version } = pkg;

/** The public half of a key pair that was thrown away: it only keeps the id of unpacked Chrome builds stable. */
const CHROME_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5yVQkxgnmgG5IFSf/yMKWQ6pXSFzkeV9sb8dpQP7SVEwQLtnlisfxzn+AAZiii7Kb66D5tSe5thPEv2TtViVjV3eDCqzX+S5vR5hY50fEEf6wwC06TTSt0NDDqqBnU4WrFUmN7JvAOgNAl2Yr2J3JsoLRuH2Swm2StyZkKgnGvnsgBHdmq1HtkJ+NZ5bTrxoos6gUSAFEGzJ9GjG1GsUOKMQuEDa+xE+zy19fLy59Z2r7BRw8Uj+S/Z4S023bimOcSIxllBQpRfuJLyW3KHT9z1FUPZBX/In69AZRyNEymcGfqW8nV/R7pK3fPzqDbNEhNjjvrsPzPIhkejxT+uj+wIDAQAB';

const own = {
  chrome: {
    key: CHROME_KEY,
    // The first Chrome whose extension ports can carry structured clones (typed arrays, lone surrogates).
    minimum_chrome_version: '148',
    message_serialization: 'structured_clone',
  },
  firefox: {
    background: { scripts: ['extension/background.ts'], type: 'module' },
    browser_specific_settings: {
      gecko: {
        id: 'streamscope@streamscope.dev',
        strict_min_version: '140.0',
        data_collection_permissions: { required: ['none'] },
      },
      gecko_android: { strict_min_version: '142.0' },
    },
  },
};

const manifestFor = (target: Target) => defineManifest({ ...base, version, ...own[target] } as never);

/** Names of the hook's own members that no other script reads: short ones do. */
const OWN_NAMES =
  /^(hears|cap|tellBlob|runs|head|tell|loan|stream|closed|fill|begin|chunk|cancelled|guard|capped|recorder|responses|branches|tellLosses|unsent|memories|passing|onEnd|cost|lostMessages|lostBytes|nextSeq|follow|isAsync|early|over|broke|failedBy|streamOf|sinks|lasting|draining|subject|told|touched|watched|reading|pending|held|units|unlock|cancels|live|wake|release|native|types|kept|ended|streams|opening|promise|reject|resolve|upload|given|copied|instances|entry|reached|what|whole|piped|left|subjects|heard|follower)$/;

/**
 * Ends the hook in Chromium. The name keeps the extension's address out of what a page can read, and its reports from being
 * dropped as those of an extension. The map has DevTools pass over our frames: whoever looks for what made a request, or steps
 * through code, finds the page's own. @see https://tc39.es/ecma426/#json-ignoreList
 */
const EPILOGUE = `
//# sourceURL=${HOOK_NAME}
//# sourceMappingURL=data:,${JSON.stringify({ version: 3, sources: ['streamscope'], mappings: 'AAAA', ignoreList: [0] }).replaceAll('"', '%22')}`;

/** Squeezes the scripts that run in pages once more: every page pays for each of their bytes. */
const squeeze = (target: Target): Plugin => ({
  name: 'squeeze',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    async handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.iife.js')) continue;
        const compress: CompressOptions = {
          // What only the other browser needs is left out.
          global_defs: { __FIREFOX__: target === 'firefox', __EAGER__: false },
          hoist_funs: true,
          if_return: false,
          pure_getters: true,
          unsafe_arrows: true,
          // Numbers that are compared in the hook are never NaN.
          unsafe_comps: true,
          unsafe_methods: true,
          unsafe_proto: true,
        };
        const mangle = { properties: { regex: OWN_NAMES, builtins: true, keep_quoted: 'strict' } } as const;
        const named = await minify(`${file.source as string}`, { compress, mangle, ecma: 2020 });
        // Once more, now that properties have their names: the letters that occur most make the shortest script.
        const { code } = await minify(named.code ?? '', { compress: { ...compress, passes: 4 }, ecma: 2020 });
        if (!code) continue;
        // Sloppy functions would show themselves to the functions of the page that they call.
        const strict = code.replace('{', '{"use strict";');
        // A page may have been in the window before the hook, and have broken what it starts with: it must not see it fail.
        const isHook = file.fileName.includes('hook');
        file.source = (isHook ? `try{${strict}}catch{}` : strict) + (isHook && target === 'chrome' ? EPILOGUE : '');
      }
    },
  },
});

/** The panel as a page of its own: `vite build --mode viewer` writes one HTML file. */
const viewer = {
  plugins: [solid(), viewerPage()],
  define: { __VERSION__: JSON.stringify(version) },
  publicDir: false as const,
  worker: { format: 'iife' as const },
  build: {
    outDir: 'dist/viewer',
    target: ['chrome148', 'firefox140'],
    modulePreload: false,
    reportCompressedSize: false,
    cssCodeSplit: false,
    rolldownOptions: { input: 'extension/viewer.tsx', output: { format: 'iife' as const } },
  },
};

export default defineConfig(({ mode }) => {
  if (mode === 'viewer') return viewer;
  const target: Target = mode === 'firefox' ? 'firefox' : 'chrome';
  const building = mode === 'firefox' || mode === 'chrome';
  return {
    plugins: [
      solid(),
      building && guestFunctions(),
      building && crx({ manifest: manifestFor(target), browser: target }),
      building && squeeze(target),
    ],
    define: { __VERSION__: JSON.stringify(version) },
    build: {
      outDir: `dist/${target}`,
      target: target === 'firefox' ? 'firefox140' : 'chrome148',
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: { input: { panel: 'extension/panel.html' } },
    },
    test: {
      // vite-plugin-solid would choose jsdom otherwise.
      environment: 'node',
      projects: [
        {
          extends: true,
          test: {
            name: 'unit',
            include: ['src/**/*.test.ts', 'demo/**/*.test.ts', 'test/unit/**/*.test.ts'],
            environment: 'node',
            // What takes half a second takes more than the usual 5 s beside ten other processes.
            testTimeout: 30_000,
          },
        },
        {
          extends: true,
          test: {
            name: 'e2e',
            include: ['test/e2e/**/*.test.ts'],
            environment: 'node',
            testTimeout: 120_000,
            hookTimeout: 120_000,
            // Two files at a time are what two cores bear; those of one process use the same browsers (browsers/kept.ts).
            maxWorkers: 2,
            isolate: false,
            setupFiles: 'test/e2e/node-ws.ts',
            retry: 1,
          },
        },
        {
          extends: true,
          test: {
            name: 'compliance',
            include: ['test/compliance/**/*.test.ts'],
            environment: 'node',
            testTimeout: 120_000,
            hookTimeout: 120_000,
            fileParallelism: false,
          },
        },
      ],
    },
  };
});
