// One source, two targets: `vite build --mode chrome` and `--mode firefox` write dist/<mode>.
import { crx, defineManifest } from '@crxjs/vite-plugin';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';
import base from './manifest.json' with { type: 'json' };
import pkg from './package.json' with { type: 'json' };

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

export default defineConfig(({ mode }) => {
  const target: Target = mode === 'firefox' ? 'firefox' : 'chrome';
  const building = mode === 'firefox' || mode === 'chrome';
  return {
    plugins: [solid(), building && crx({ manifest: manifestFor(target), browser: target })],
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
            fileParallelism: false,
          },
        },
      ],
    },
  };
});
