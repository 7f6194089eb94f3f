// One Chromium for the test files of a process, one after the other: starting one costs more than most of what a file does
// with it. Each file finds it as new: no cookies, no settings, DevTools opened again, a page of its own.
import type { Driver } from './driver.ts';
import { extensionOf } from './extension.ts';
import { launch } from './launch.ts';

let kept: Driver | null = null;

/** A Chromium with the extension, its panel open beside the page `url`. Give it back, or close it. */
export async function borrowChromium(url: string): Promise<Driver> {
  const driver = kept;
  kept = null;
  try {
    await driver?.go(url);
    await driver?.openPanel();
  } catch {
    // Whatever became of it: a new one will do.
    await driver?.close();
    return borrowChromium(url);
  }
  return driver ?? launch('chromium', { extension: extensionOf('chromium'), url, openPanel: true });
}

/** For the next file. One that has no panel any more is closed. */
export async function giveBack(driver: Driver): Promise<void> {
  try {
    await driver.panel(() => localStorage.clear());
    await driver.closePanel();
    await driver.forget?.();
    await driver.go('about:blank');
    kept = driver;
  } catch {
    await driver.close();
  }
}
