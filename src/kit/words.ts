// What the part in the page and the part in Node say to each other.

/** The member that marks binary data: its value is the kind of array, a colon, and the bytes as base64. */
export const BYTES_KEY = '\u0000';

/** Said by the page, one text for each call of the exposed function. */
export interface Said {
  /** Chosen by the document, by chance. */
  link: string;
  /**
   * `wait` is answered when there is something to say to the hook; `last` is a message within `pagehide` or after it; `end`:
   * all handlers of `pagehide` have run.
   */
  type: 'open' | 'wait' | 'message' | 'last' | 'end';
  /** With `open`: whether this document is that of the page and not of a frame in it. */
  top?: boolean;
  /** With `open`. */
  url?: string;
  /** What the hook said. */
  body?: unknown;
}

/**
 * Name under which a document keeps what tells how much it has said: a function that gives its link and a number.
 * `name` is that of the exposed function.
 */
export const countName = (name: string): string => `${name}_said`;
