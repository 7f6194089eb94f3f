// What is known of an exchange when it starts, and the empty record that is made of it.
import type { Api, HeaderList } from '../wire/capture.ts';
import type { Exchange, FrameRecord, OursRecord, ReadyState } from './exchange.ts';
import { MessageLog } from './message-log.ts';

/** What is known of an exchange when it starts. */
export interface Opening {
  id: string;
  api: Api;
  method: string;
  url: string;
  source: 'page' | 'network';
  frame: FrameRecord;
  stack: string;
  /** Epoch ms. */
  started: number;
  headers: HeaderList;
  protocols: string[];
  options: Record<string, string | number | boolean>;
  ours?: OursRecord | null;
}

/** The state in which exchanges of this API begin. */
export const firstState = (api: Api): ReadyState => (api === 'fetch' ? 'pending' : 0);

export function newExchange(opening: Opening, id: string): Exchange {
  return {
    id,
    api: opening.api,
    method: opening.method,
    url: opening.url,
    source: opening.source,
    frame: opening.frame,
    stack: opening.stack,
    ours: opening.ours ?? null,
    started: opening.started,
    ended: null,
    status: 0,
    readyState: firstState(opening.api),
    transitions: [],
    request: { headers: opening.headers, protocols: opening.protocols, options: opening.options },
    response: null,
    protocol: '',
    extensions: '',
    closing: null,
    closed: null,
    troubles: [],
    error: null,
    lost: null,
    upload: null,
    download: null,
    buffered: 0,
    bytesSent: 0,
    bytesReceived: 0,
    wire: null,
    lastEventIds: new Map(),
    bodySource: 'page',
    note: '',
    messages: new MessageLog(),
    chunks: new MessageLog(),
    framing: '',
    revision: 0,
  };
}

/** The same exchange without the messages it had. */
export const emptied = (exchange: Exchange): Exchange => ({
  ...exchange,
  messages: new MessageLog(),
  chunks: new MessageLog(),
  bytesSent: 0,
  bytesReceived: 0,
});
