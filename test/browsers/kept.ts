// One browser of each kind for the test files of a process, one after the other: starting one costs more than most of what a
// file does with it. Each file finds it as new: no cookies, no settings, DevTools opened again, a page of its own.
import type { BrowserName, Driver } from './driver.ts';
import { extensionOf } from './extension.ts';
import { launch } from './launch.ts';

const kept = new Map<BrowserName, Driver>();

/** A browser with the extension, its panel open beside the page `url`. Give it back, or close it. */
export async function borrow(name: BrowserName, url: string): Promise<Driver> {
  const driver = kept.get(name);
  kept.delete(name);
  if (!driver) return launch(name, { extension: extensionOf(name), url, openPanel: true });
  try {
    await driver.go(url);
    await driver.openPanel();
    return driver;
  } catch {
    // Whatever became of it: a new one will do.
    await driver.close();
    return borrow(name, url);
  }
}

/** For the next file. One that has no panel any more is closed. */
export async function giveBack(driver: Driver): Promise<void> {
  try {
    await driver.panel(() => localStorage.clear());
    await driver.closePanel();
    await driver.forget();
    await driver.go('about:blank');
    kept.set(driver.name, driver);
  } catch {
    await driver.close();
  }
}
