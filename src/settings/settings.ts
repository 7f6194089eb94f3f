// What a person chose in the panel, kept over sessions. What is stored is not trusted: a broken part falls back alone.
import * as v from 'valibot';

const share = (initial: number) => v.fallback(v.pipe(v.number(), v.minValue(0.1), v.maxValue(0.9)), initial);
const widths = v.fallback(v.record(v.string(), v.pipe(v.number(), v.minValue(20), v.maxValue(2000))), {});

const Sent = v.object({ kind: v.picklist(['text', 'json', 'hex', 'base64']), text: v.string() });

/** MiB. The hook holds 256 MB for a panel that does not keep up; a body beyond that would push all else out. */
export const MOST_KEPT = 200;

const Stored = v.object({
  /** Keep exchanges over reloads and navigations of the page. */
  keepLog: v.fallback(v.boolean(), false),
  /** MiB of each opaque binary body that are kept. */
  bodyCap: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_KEPT)), 16),
  theme: v.fallback(v.picklist(['devtools', 'light', 'dark']), 'devtools'),
  /** Columns of the exchanges that are switched off, by id. */
  hiddenColumns: v.fallback(v.array(v.string()), []),
  /** Column widths in px, by grid and column: `exchanges.status`. */
  columnWidths: widths,
  /** Share of the width that the list takes beside the details. */
  listWidth: share(0.42),
  /** Share of the height that the list takes above the details. */
  listHeight: share(0.4),
  /** Share of the height that the message list takes above the selected message. */
  messagesHeight: share(0.55),
  detailsTab: v.fallback(v.picklist(['messages', 'states', 'request', 'response']), 'messages'),
  messageView: v.fallback(v.picklist(['tree', 'text', 'hex']), 'tree'),
  wrap: v.fallback(v.boolean(), true),
  /** The box for writing on an open WebSocket is unfolded. */
  composing: v.fallback(v.boolean(), false),
  /** What a person sent by hand, newest first. Settings are in no export. */
  recentMessages: v.fallback(v.array(Sent), []),
  exportFormat: v.fallback(v.picklist(['har', 'har.gz', 'ndjson', 'csv', 'zip']), 'har'),
  /** Show URLs, headers and cookies with their secrets. */
  showSecrets: v.fallback(v.boolean(), false),
  /** Rules of redaction as `readRules` of src/har/redact reads them. */
  redaction: v.optional(v.unknown(), null),
});

export type SettingsValues = v.InferOutput<typeof Stored>;

/** The defaults, as they are before a person changes anything. */
export const defaultSettings = (): SettingsValues => v.parse(Stored, {});

const KEY = 'streamscope.settings';

/** What settings need of `localStorage`. */
export type SettingsStorage = Pick<Storage, 'getItem' | 'setItem'>;

export interface Settings {
  get<K extends keyof SettingsValues>(key: K): SettingsValues[K];
  set<K extends keyof SettingsValues>(key: K, value: SettingsValues[K]): void;
  /** Calls `listener` after each change. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}

function read(storage: SettingsStorage): SettingsValues {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    const result = v.safeParse(Stored, stored);
    return result.success ? result.output : defaultSettings();
  } catch {
    // Not JSON, or storage is forbidden here.
    return defaultSettings();
  }
}

/** Settings kept in `storage`; where that cannot be written they last as long as the panel. */
export function openSettings(storage: SettingsStorage): Settings {
  const values = read(storage);
  const listeners = new Set<() => void>();
  return {
    get: (key) => values[key],
    set(key, value) {
      if (Object.is(values[key], value)) return;
      values[key] = value;
      try {
        storage.setItem(KEY, JSON.stringify(values));
      } catch {
        // Full or forbidden: the choice holds until the panel closes.
      }
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
