// All groups of the compliance suite.
import type { Group } from './case.ts';
import { eventSource } from './eventsource.ts';
import { fetchBody } from './fetch-body.ts';
import { fetchPromises } from './fetch-promises.ts';
import { fetchRequest } from './fetch-request.ts';
import { fetchResponse } from './fetch-response.ts';
import { surfaceConstructors, surfaceOthers } from './surface-constructors.ts';
import { surfaceMembers } from './surface-members.ts';
import { webSocket } from './websocket.ts';
import { webSocketStream } from './websocketstream.ts';
import { xhrStates } from './xhr-states.ts';
import { xhrValues } from './xhr-values.ts';

export const GROUPS: readonly Group[] = [
  ...surfaceMembers,
  ...surfaceConstructors,
  surfaceOthers,
  fetchRequest,
  fetchBody,
  fetchResponse,
  fetchPromises,
  xhrStates,
  xhrValues,
  eventSource,
  webSocket,
  webSocketStream,
];
