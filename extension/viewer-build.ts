// Makes the viewer one HTML file that any server, and `file://`, can serve: there a page may load no module script.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Plugin } from 'vite';

const ENTRY = '<script type="module" src="./viewer.tsx"></script>';

/** Nothing in a script may look like the end of it, or like the beginning of a comment. */
const inScript = (code: string): string => code.replaceAll(/<(\/script|!--)/gi, '<\\$1');

/** Only our own script runs, whatever a log says; logs may be fetched from anywhere. */
const policyFor = (script: string): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'worker-src blob:',
    'connect-src *',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

export const viewerPage = (): Plugin => ({
  name: 'viewer-page',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      let script = '';
      let style = '';
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === 'chunk') script += file.code;
        else if (name.endsWith('.css')) style += file.source;
        delete bundle[name];
      }
      script = inScript(script);
      const policy = `<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}" />`;
      const page = fs.readFileSync(new URL('./viewer.html', import.meta.url), 'utf8');
      // Functions: `$&` in the code is no pattern.
      const html = page
        .replace('<meta charset="utf-8" />', (found) => `${found}\n    ${policy}`)
        .replace('</head>', () => `  <style>${style}</style>\n  </head>`)
        .replace(ENTRY, () => `<script>${script}</script>`);
      this.emitFile({ type: 'asset', fileName: 'index.html', source: html });
    },
  },
});
