// Names that two sides must agree on.

/** Event by which the relay asks the hook for its port, at document_start, before page code runs. */
export const ASK = 'streamscope:ask';
/** Event that carries the port from the hook to the relay. */
export const GIVE = 'streamscope:give';
/** Name of the port between relay and panel (or background). */
export const RELAY_PORT = 'relay';
/** Name of a port that carries the last words of a document, whose own port may be cut already. */
export const LAST_PORT = 'last words';
/** Name of the port between the panel and Firefox's background, followed by the tab id. */
export const PANEL_PORT = 'panel:';
/** Message by which a panel that has just opened asks the relays of its tab to connect. */
export const CONNECT = 'streamscope:connect';
/**
 * What stack traces call the hook's script in place of its address (`sourceURL`; Firefox gives it no name). No URL has
 * such characters.
 */
export const HOOK_NAME = '<native>';
