// The one bridge from plain mutable objects (store, controls, settings) to signals. A flood of changes becomes a steady
// pace of updates, each at the start of a frame.
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { Settings, SettingsValues } from '../settings/settings.ts';
import { isOpen } from '../store/exchange.ts';
import type { Store } from '../store/store.ts';
import type { Connection, Controls } from './controls.ts';

export interface Live {
  /** The store's revision, as of the last update. */
  revision: Accessor<number>;
  /** Epoch ms; moves twice a second while something is open or has just changed. */
  now: Accessor<number>;
}

/** Least time between two updates, ms: nobody reads faster, and it leaves every other frame to scrolling and typing. */
const PACE = 30;
/** After an update that took long, as many times as long is left to everything else. */
const REST = 4;
/** No update is put off longer than this, ms. */
const LONGEST_PACE = 250;
/** Frames stop while the panel is hidden: then a timer of this many ms takes over. */
const HIDDEN_UPDATE = 250;
/** ms */
const TICK = 500;

/** Must be called under a Solid owner. */
export function createLive(store: Store): Live {
  const [revision, setRevision] = createSignal(store.revision);
  const [now, setNow] = createSignal(Date.now());
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the next update may be, on the clock of `performance.now()`. */
  let due = 0;
  let ticker: ReturnType<typeof setInterval> | undefined;

  const tick = () => {
    setNow(Date.now());
    if (ticker !== undefined && !store.exchanges.some(isOpen)) {
      clearInterval(ticker);
      ticker = undefined;
    }
  };
  const update = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    timer = undefined;
    const start = performance.now();
    ticker ??= setInterval(tick, TICK);
    setRevision(store.revision);
    due = start + Math.min(LONGEST_PACE, Math.max(PACE, (performance.now() - start) * REST));
  };
  const onFrame = () => {
    if (performance.now() >= due) update();
    else frame = requestAnimationFrame(onFrame);
  };
  const stop = store.subscribe(() => {
    if (timer !== undefined) return;
    timer = setTimeout(update, HIDDEN_UPDATE);
    frame = requestAnimationFrame(onFrame);
  });
  ticker = setInterval(tick, TICK);

  onCleanup(() => {
    stop();
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    clearInterval(ticker);
  });
  return { revision, now };
}

export interface LiveControls {
  recording: Accessor<boolean>;
  connection: Accessor<Connection>;
}

/** Must be called under a Solid owner. */
export function createLiveControls(controls: Controls): LiveControls {
  const [recording, setRecording] = createSignal(controls.recording());
  const [connection, setConnection] = createSignal(controls.connection());
  onCleanup(
    controls.subscribe(() => {
      setRecording(controls.recording());
      setConnection(controls.connection());
    }),
  );
  return { recording, connection };
}

/** A setting that can be read in components and changed. */
export interface LiveSettings {
  get<K extends keyof SettingsValues>(key: K): SettingsValues[K];
  set<K extends keyof SettingsValues>(key: K, value: SettingsValues[K]): void;
}

/** Must be called under a Solid owner. */
export function createLiveSettings(settings: Settings): LiveSettings {
  const [version, setVersion] = createSignal(0);
  onCleanup(settings.subscribe(() => setVersion((n) => n + 1)));
  return {
    get(key) {
      version();
      return settings.get(key);
    },
    set: (key, value) => settings.set(key, value),
  };
}
