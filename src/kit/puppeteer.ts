// `streamscope/puppeteer`: records the streams of a Puppeteer page, in Chromium over CDP or in Firefox over WebDriver BiDi.
import script from 'virtual:page-script';
import type { Evaluating } from './census.ts';
import { exposeByChannel } from './channel.ts';
import { type Recording, startRecording } from './recording.ts';

export type { Choice, LogChoice, RecordedExchange, Recording } from './recording.ts';

/** What of Puppeteer's `Page` is used. */
export interface PuppeteerPage {
  exposeFunction(name: string, run: (text: string) => Promise<string>): Promise<void>;
  evaluateOnNewDocument(script: string): Promise<unknown>;
  once(event: 'close', listener: () => void): unknown;
  frames(): readonly Evaluating[];
  browser(): { version(): Promise<string> };
}

/** Records what the documents do that `page` opens from now on: call it before `page.goto()`. */
export function record(page: PuppeteerPage): Promise<Recording> {
  return startRecording(
    {
      async expose(name, run) {
        if (!(await exposeByChannel(page, name, run))) await page.exposeFunction(name, run);
      },
      inject: async (text) => void (await page.evaluateOnNewDocument(text)),
      onClose: (listener) => void page.once('close', listener),
      frames: () => page.frames(),
      async browser() {
        const [name = '', version = ''] = (await page.browser().version()).split('/');
        return { name, version };
      },
    },
    script,
  );
}
