// WebSocket: constructor, protocols, sending in each state, receiving in each form, closing, and the order of events.
import type { Group } from './case.ts';
import { webSocketClosing } from './websocket-closing.ts';
import { webSocketObjects } from './websocket-objects.ts';
import { webSocketOpening } from './websocket-opening.ts';
import { webSocketReceiving } from './websocket-receiving.ts';
import { webSocketSending } from './websocket-sending.ts';

export const webSocket: Group = {
  api: 'websocket',
  title: 'connections and messages',
  cases: [...webSocketSending, ...webSocketOpening, ...webSocketClosing, ...webSocketReceiving, ...webSocketObjects],
};
