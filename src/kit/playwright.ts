// `streamscope/playwright`: records the streams of a Playwright page.
import script from 'virtual:page-script';
import type { Evaluating } from './census.ts';
import { type Recording, startRecording } from './recording.ts';

export type { Choice, LogChoice, RecordedExchange, Recording } from './recording.ts';

/** What of Playwright's `Page` is used. */
export interface PlaywrightPage {
  exposeBinding(name: string, run: (source: unknown, text: string) => Promise<string>): Promise<unknown>;
  addInitScript(script: { content: string }): Promise<unknown>;
  once(event: 'close', listener: () => void): unknown;
  frames(): readonly Evaluating[];
  context(): { browser(): { version(): string; browserType(): { name(): string } } | null };
}

/** Records what the documents do that `page` opens from now on: call it before `page.goto()`. */
export function record(page: PlaywrightPage): Promise<Recording> {
  return startRecording(
    {
      expose: async (name, run) => void (await page.exposeBinding(name, (_, text) => run(text))),
      inject: async (content) => void (await page.addInitScript({ content })),
      onClose: (listener) => void page.once('close', listener),
      frames: () => page.frames(),
      async browser() {
        const browser = page.context().browser();
        return browser && { name: browser.browserType().name(), version: browser.version() };
      },
    },
    script,
  );
}
