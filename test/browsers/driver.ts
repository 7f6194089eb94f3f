// What the tests and the demo ask of a browser, the same for Chromium and Firefox.

export type BrowserName = 'chromium' | 'firefox';

export const BROWSERS: readonly BrowserName[] = ['chromium', 'firefox'];

/** Viewport of a screenshot in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface LaunchOptions {
  /** Unpacked extension to load; the driver looks for its panel titled `Streamscope`. */
  extension?: string;
  /** Without a window on the screen; true unless told otherwise. */
  headless?: boolean;
  /** DevTools theme to start with. */
  dark?: boolean;
  /** Folder that downloads go to, without a question. */
  downloads?: string;
  /** Firefox only: preferences, e.g. `{ 'extensions.background.idle.timeout': 3000 }`. */
  prefs?: Record<string, string | number | boolean>;
  /** Further command-line arguments of the browser. */
  args?: string[];
  /** Chromium only: false keeps the driver's own CDP Network domain off, which would cost the page CPU in benchmarks. */
  networkEnabled?: boolean;
  /** The tab's first page, loaded before `openPanel`. */
  url?: string;
  /** Open DevTools with the panel in front before `launch` returns. */
  openPanel?: boolean;
}

export interface PanelOptions {
  /** The page has no hook that could answer: do not wait for it. */
  hookless?: boolean;
}

/**
 * A function that runs in the browser: it arrives there as its source text, so it may use nothing from around it, and
 * arguments and result must be plain JSON values.
 */
export type Remote<T, A extends unknown[]> = (...args: A) => T | Promise<T>;

/** Another tab with DevTools of its own. */
export interface Beside extends Pick<Driver, 'page' | 'panel'> {
  /** Closes DevTools and the tab. */
  close(): Promise<void>;
}

export interface Driver {
  readonly name: BrowserName;
  /** Version of the browser as it tells it. */
  readonly version: string;
  /** Navigates the inspected tab and waits for its `load` event. */
  go(url: string): Promise<void>;
  /** Removes all cookies. */
  forget(): Promise<void>;
  /** Runs `fn` in the inspected page's own realm, whatever the page's CSP. */
  page<T, A extends unknown[]>(fn: Remote<T, A>, ...args: A): Promise<T>;
  /** Opens DevTools on the tab, shows Streamscope and waits until its hook has answered. */
  openPanel(options?: PanelOptions): Promise<void>;
  /** Closes DevTools. */
  closePanel(): Promise<void>;
  /** Runs `fn` in the panel's page; `window.streamscope` is there. */
  panel<T, A extends unknown[]>(fn: Remote<T, A>, ...args: A): Promise<T>;
  /** Clicks the middle of the first element in the panel that matches, with trusted input, while a key is held. */
  click(selector: string, held?: 'Control' | 'Shift'): Promise<void>;
  /** Types into what has the focus in the panel. */
  type(text: string): Promise<void>;
  /** Presses one key (`ArrowDown`, `a`) or a chord (`Control+f`) in the panel. */
  press(key: string): Promise<void>;
  /** Writes a PNG of the panel alone. */
  screenshot(file: string, size?: Size): Promise<void>;
  /** Changes the DevTools theme; an open panel hears of it through its theme change handler. */
  theme(dark: boolean): Promise<void>;
  /**
   * Cuts every way between page and panel, as the platform does when it pleases: Firefox by putting the event page to
   * sleep, Chromium by closing the ports of documents that were loaded after the panel was opened.
   */
  cutLinks(): Promise<void>;
  /** Chromium only: opens another tab, and DevTools with our panel on it. */
  beside?(url: string): Promise<Beside>;
  /** Chromium only: the value of an expression in DevTools' own page, whose modules it may import. */
  devtools?<T>(expression: string): Promise<T>;
  /**
   * Reloads the extension, as its developer does by hand, and closes DevTools; the page stays. Needs an open panel.
   * Resolves when the new extension has started.
   */
  reloadExtension(): Promise<void>;
  /**
   * Bytes that the inspected page's process holds after a full collection: in Chromium the page's JavaScript and DOM
   * objects and buffers, in Firefox the heaps of all that runs in its process.
   */
  heap(): Promise<number>;
  /** From now on hears errors and warnings in the page's console, whoever they come from; gives the way to ask for them. */
  hearComplaints(): Promise<() => Promise<string[]>>;
  /** Firefox only: state of the extension's event page. */
  background?(): Promise<string>;
  /** Resolves when the browser has gone, by itself or by `close`. */
  readonly gone: Promise<void>;
  /** Ends the browser and all its processes, and removes its profile. Safe to call twice. */
  close(): Promise<void>;
}
