// The effects that the panel's buttons have on the page and on the store; passed in by whoever mounts the panel.
import type { Replay } from '../replay/replay.ts';
import type { Exchange } from '../store/exchange.ts';

export interface Connection {
  /** `live` once the hook of the inspected page has answered. */
  state: 'waiting' | 'live' | 'lost';
  /** What a person may want to know about it; may be empty. */
  detail: string;
}

/** A file that is being written. */
export interface SaveTarget {
  write(bytes: Uint8Array): Promise<void>;
  /** All is written: only now the file is there. */
  close(): Promise<void>;
  /** Leaves no file behind. */
  abort(): Promise<void>;
}

/**
 * Begins a file with this name, where a person may choose the place; null where they chose none. Call it while a click
 * is being handled.
 */
export type SaveFile = (name: string, type: string) => Promise<SaveTarget | null>;

export interface Controls {
  /** False in the viewer: there is no page that could be recorded. */
  readonly live: boolean;
  readonly saveFile: SaveFile;
  /** What can be done in the page; null where there is none. */
  readonly replay: Replay | null;
  recording(): boolean;
  record(on: boolean): void;
  clear(): void;
  /** Somebody looks at this exchange: what the browser can still tell of it is wanted. */
  look(exchange: Exchange): void;
  connection(): Connection;
  /** Calls `listener` after recording or connection changed. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}
