// `streamscope/puppeteer`: records the streams of a Puppeteer page, in Chromium over CDP or in Firefox over WebDriver BiDi.
import script from 'virtual:page-script';
import { type Recording, startRecording } from './recording.ts';

export type { Choice, LogChoice, RecordedExchange, Recording } from './recording.ts';

/** What of Puppeteer's `Page` is used. */
export interface PuppeteerPage {
  exposeFunction(name: string, run: (text: string) => Promise<string>): Promise<void>;
  evaluateOnNewDocument(script: string): Promise<unknown>;
  once(event: 'close', listener: () => void): unknown;
  browser(): { version(): Promise<string> };
}

/** Records what the documents do that `page` opens from now on: call it before `page.goto()`. */
export function record(page: PuppeteerPage): Promise<Recording> {
  return startRecording(
    {
      expose: (name, run) => page.exposeFunction(name, run),
      inject: async (text) => void (await page.evaluateOnNewDocument(text)),
      onClose: (listener) => void page.once('close', listener),
      async browser() {
        const [name = '', version = ''] = (await page.browser().version()).split('/');
        return { name, version };
      },
    },
    script,
  );
}
