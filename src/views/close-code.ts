// What a WebSocket close code means, as a key of the dictionary.

const MEANINGS = {
  1000: 'normal',
  1001: 'goingAway',
  1002: 'protocolError',
  1003: 'unsupportedData',
  1005: 'noStatus',
  1006: 'abnormal',
  1007: 'invalidPayload',
  1008: 'policyViolation',
  1009: 'tooBig',
  1010: 'missingExtension',
  1011: 'internalError',
  1012: 'serviceRestart',
  1013: 'tryAgainLater',
  1014: 'badGateway',
  1015: 'tlsFailure',
} as const;

/** Key of a sentence in the dictionary, under `close.`. */
export type CloseMeaning = (typeof MEANINGS)[keyof typeof MEANINGS] | 'registered' | 'private' | 'unknown';

/**
 * The meaning of a close code.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4
 * @see https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number
 */
export function closeMeaning(code: number): CloseMeaning {
  if (code in MEANINGS) return MEANINGS[code as keyof typeof MEANINGS];
  if (code >= 3000 && code < 4000) return 'registered';
  if (code >= 4000 && code < 5000) return 'private';
  return 'unknown';
}

/** True where the code says that something went wrong, so that it is shown in the colour of errors. */
export const isAbnormalClose = (code: number): boolean =>
  code !== 1000 && code !== 1001 && code !== 1005 && code < 3000;
