// The one way to get a browser: by name, with a fresh profile and the extension loaded.
import { launchChromium } from './chromium.ts';
import type { BrowserName, Driver, LaunchOptions } from './driver.ts';
import { launchFirefox } from './firefox.ts';

/** Launches a browser. @throws when it is missing, too old for the extension, or does not come up. */
export async function launch(name: BrowserName, options: LaunchOptions = {}): Promise<Driver> {
  const driver = await (name === 'chromium' ? launchChromium(options) : launchFirefox(options));
  try {
    if (options.url) await driver.go(options.url);
    if (options.openPanel) await driver.openPanel();
    return driver;
  } catch (error) {
    await driver.close();
    throw error;
  }
}
