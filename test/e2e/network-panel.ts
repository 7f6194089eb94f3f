// Chrome's own Network panel as a reader of our files: imports a log as its button does and tells what it then shows.
import type { Driver, Remote } from '../browsers/driver.ts';
import { callOf } from '../browsers/remote.ts';
import { until } from '../browsers/until.ts';

/** A message of a WebSocket as Chrome has it. */
export interface ShownFrame {
  type: string;
  /** Epoch seconds. */
  time: number;
  opCode: number;
  /** Base64 where `opCode` is 2. */
  text: string;
}

/** An event of an event stream as Chrome has it. */
export interface ShownEvent {
  /** Epoch seconds. */
  time: number;
  eventName: string;
  eventId: string;
  data: string;
}

export interface ShownRequest {
  url: string;
  type: string;
  method: string;
  status: number;
  frames: ShownFrame[];
  events: ShownEvent[];
  /** Response body. */
  body: { text: string; base64: boolean };
}

/** A row of a table: its classes, and the text of each cell by the name of its column. */
export interface ShownRow {
  classes: string[];
  cells: Record<string, string>;
}

// What is used of DevTools' own modules, which have no types here. The names are those of its sources.
interface Request {
  url(): string;
  requestMethod: string;
  statusCode: number;
  resourceType(): { name(): string };
  frames(): ShownFrame[];
  eventSourceMessages(): ShownEvent[];
  requestContentData(): Promise<{ base64: string; text: string; isTextContent: boolean } | { error: string }>;
}
interface FrontEnd {
  panel: {
    fileSelectorElement: HTMLInputElement;
    selectAndActivateRequest(request: Request): Promise<unknown>;
    networkLogView: { nodeForRequest(request: Request): unknown };
    networkItemView: { tabIds(): string[]; selectTab(id: string, byUser: boolean): void; element: Element } | null;
  };
  log: { requests(): Request[]; reset(clear: boolean): void };
}
declare global {
  interface Window {
    network: FrontEnd;
  }
}

const SHOW = `(async () => {
  const { ViewManager } = await import('./ui/legacy/legacy.js');
  await ViewManager.ViewManager.instance().showView('network');
  const { NetworkPanel } = await import('./panels/network/network.js');
  const { NetworkLog } = await import('./models/logs/logs.js');
  window.network = { panel: NetworkPanel.NetworkPanel.instance(), log: NetworkLog.NetworkLog.instance() };
})()`;

/** What the list of requests says in its column "Initiator", by name of the request. */
function initiatorCells(): Record<string, string> {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? inside(one.shadowRoot) : [])]);
  const text = (row: Element, column: string) => row.querySelector(`.${column}-column`)?.textContent?.trim() ?? '';
  const rows = inside(document).filter((one) => one.matches('tr.data-grid-data-grid-node'));
  return Object.fromEntries(rows.map((row) => [text(row, 'name'), text(row, 'initiator')]));
}

/** The Network panel of a Chromium whose DevTools are open. */
export class NetworkPanel {
  readonly #chromium: Driver;

  constructor(chromium: Driver) {
    this.#chromium = chromium;
  }

  #call<T, A extends unknown[]>(fn: Remote<T, A>, ...args: A): Promise<T> {
    if (!this.#chromium.devtools) throw new Error(`${this.#chromium.name} has no Network panel of Chrome's`);
    return this.#chromium.devtools<T>(callOf(fn, args));
  }

  /** Shows the panel, empties it, and gives a file to the field behind its button "Import HAR file". */
  async open(har: string): Promise<void> {
    await this.show();
    await this.#call((text) => {
      const { panel, log } = window.network;
      log.reset(true);
      const chosen = new DataTransfer();
      chosen.items.add(new File([text], 'exported.har', { type: 'application/json' }));
      panel.fileSelectorElement.files = chosen.files;
      panel.fileSelectorElement.dispatchEvent(new Event('change'));
    }, har);
  }

  async show(): Promise<void> {
    await this.#chromium.devtools?.(SHOW);
  }

  /** What it names as the initiator of each request, once it has one of that name. */
  initiators(name: string): Promise<Record<string, string>> {
    return until(`${name} in the Network panel`, async () => {
      const cells = await this.#call(initiatorCells);
      return Object.keys(cells).some((each) => each.startsWith(name)) ? cells : null;
    });
  }

  /** Waits until the list has rows for `count` requests, and tells them. */
  async requests(count: number): Promise<ShownRequest[]> {
    await until(`${count} rows in the Network panel`, async () => {
      const listed = await this.#call(() => {
        const { panel, log } = window.network;
        return log.requests().filter((request) => panel.networkLogView.nodeForRequest(request)).length;
      });
      return listed === count;
    });
    return this.#call(() =>
      Promise.all(
        window.network.log.requests().map(async (request) => {
          const content = await request.requestContentData();
          const body =
            'error' in content
              ? { text: content.error, base64: false }
              : { text: content.isTextContent ? content.text : content.base64, base64: !content.isTextContent };
          return {
            url: request.url(),
            type: request.resourceType().name(),
            method: request.requestMethod,
            status: request.statusCode,
            frames: request.frames().map(({ type, time, opCode, text }) => ({ type, time, opCode, text })),
            events: request
              .eventSourceMessages()
              .map(({ time, eventName, eventId, data }) => ({ time, eventName, eventId, data })),
            body,
          };
        }),
      ),
    );
  }

  /** Selects a request, opens the tab that lists its messages, and waits for `count` rows in it. */
  async rows(url: string, tab: 'web-socket-frames' | 'eventSource', count: number): Promise<ShownRow[]> {
    await this.#call((wanted) => {
      const { panel, log } = window.network;
      const request = log.requests().find((one) => one.url() === wanted);
      return request && panel.selectAndActivateRequest(request).then(() => null);
    }, url);
    // DevTools may put another tab in front once the request has been looked at: so it is chosen until it stays.
    return until(`${count} rows in the tab ${tab} of ${url}`, async () => {
      const rows = await this.#call(tabRows, tab);
      return rows.length === count ? rows : null;
    });
  }
}

function tabRows(tab: string): ShownRow[] {
  const item = window.network.panel.networkItemView;
  if (!item?.tabIds().includes(tab)) return [];
  item.selectTab(tab, true);
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? inside(one.shadowRoot) : [])]);
  return inside(item.element)
    .filter((one) => one.matches('tr.data-grid-data-grid-node'))
    .map((row) => ({
      classes: [...row.classList],
      cells: Object.fromEntries(
        [...row.children].map((cell) => [
          [...cell.classList].find((name) => name.endsWith('-column'))?.replace('-column', '') ?? '',
          cell.textContent ?? '',
        ]),
      ),
    }));
}
