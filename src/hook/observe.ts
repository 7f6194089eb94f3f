// Starts the hook: patches the four APIs and opens the link to the panel.
import { observeEventSource } from './eventsource.ts';
import { observeFetch } from './fetch.ts';
import { openLink } from './link.ts';
import { loanOf } from './loan.ts';
import { Recorder } from './recorder.ts';
import { watchBodies } from './response-body.ts';
import { observeWebSocket } from './websocket.ts';
import { observeWebSocketStream } from './websocketstream.ts';
import { cloakStacks, cloakToString } from './wrap.ts';
import { observeXhr } from './xhr.ts';

export function observe(): void {
  const recorder = new Recorder();
  // An extension installed into an open tab runs after the page's own scripts.
  const late = document.readyState !== 'loading';
  openLink(recorder, late);
  cloakToString();
  cloakStacks();
  const bodies = watchBodies(recorder);
  observeFetch(recorder, bodies);
  observeWebSocketStream(bodies);
  observeEventSource(recorder);
  observeXhr(recorder);
  observeWebSocket(recorder);
  recorder.loan = loanOf(recorder, bodies);
}
