// The effects that the panel's buttons have on the page and on the store; passed in by whoever mounts the panel.

export interface Connection {
  /** `live` once the hook of the inspected page has answered. */
  state: 'waiting' | 'live' | 'lost';
  /** What a person may want to know about it; may be empty. */
  detail: string;
}

export interface Controls {
  recording(): boolean;
  record(on: boolean): void;
  clear(): void;
  connection(): Connection;
  /** Calls `listener` after recording or connection changed. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}
