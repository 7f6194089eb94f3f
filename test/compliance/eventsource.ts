// EventSource: constructor, states, events and their fields, every kind of listener, reconnecting and closing.
import type { Group } from './case.ts';
import { eventSourceConnections } from './eventsource-connections.ts';
import { eventSourceListeners } from './eventsource-listeners.ts';
import { eventSourceStreams } from './eventsource-streams.ts';

export const eventSource: Group = {
  api: 'eventsource',
  title: 'connections and events',
  cases: [...eventSourceStreams, ...eventSourceConnections, ...eventSourceListeners],
};
