// What is needed of `runtime.Port`, the same in both browsers.

export interface RuntimePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

/** One that somebody else has opened, at the end of who heard of it. */
export interface HeardPort extends RuntimePort {
  readonly name: string;
  readonly sender?:
    | {
        tab?: { id?: number | undefined } | undefined;
        frameId?: number | undefined;
        url?: string | undefined;
        /** The browser's own name of the document (Chromium). */
        documentId?: string | undefined;
      }
    | undefined;
}
