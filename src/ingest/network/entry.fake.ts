// Entries as the two browsers' logs give them, for tests.

export interface FakeEntry {
  url?: string;
  method?: string;
  /** Epoch ms. */
  started?: number;
  /** ms */
  time?: number;
  status?: number;
  type?: string;
  mime?: string;
  size?: number;
  location?: string;
  error?: string | null;
  priority?: string;
  /** URLs of the calls on the stack, newest first. */
  stack?: string[];
  page?: string | null;
  requestHeaders?: [string, string][];
  responseHeaders?: [string, string][];
  socket?: unknown[];
  events?: unknown[];
}

export const OWN = 'chrome-extension://ours/';

const named = (pairs: [string, string][] = []) => pairs.map(([name, value]) => ({ name, value }));

const common = (given: FakeEntry) => {
  const { url = 'http://a.test/x', method = 'GET', started = 1000, time = 10, status = 200, size = 0 } = given;
  return {
    startedDateTime: new Date(started).toISOString(),
    time,
    request: { method, url, httpVersion: 'HTTP/1.1', headers: named(given.requestHeaders), cookies: [] },
    response: {
      status,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      headers: named(given.responseHeaders),
      cookies: [],
      content: { size, mimeType: given.mime ?? 'text/plain' },
      redirectURL: given.location ?? '',
      headersSize: 100,
      bodySize: size,
    },
    timings: { blocked: 1, dns: -1, connect: -1, ssl: -1, send: 1, wait: 5, receive: 1 },
    serverIPAddress: '127.0.0.1',
  };
};

export const chromiumEntry = (given: FakeEntry = {}) => {
  const { response, ...rest } = common(given);
  const { stack, page = 'page_1', type = 'fetch', socket, events, error = null } = given;
  const callFrames = stack?.map((url) => ({ functionName: '', scriptId: '1', url, lineNumber: 0, columnNumber: 0 }));
  return {
    ...rest,
    response: { ...response, _transferSize: 100 + response.bodySize, _error: error },
    ...(page && { pageref: page }),
    _resourceType: type,
    _priority: given.priority ?? 'High',
    _initiator: callFrames ? { type: 'script', stack: { callFrames } } : { type: 'other' },
    ...(socket && { _webSocketMessages: socket }),
    ...(events && { _eventSourceMessages: events }),
  };
};

export const firefoxEntry = (given: FakeEntry = {}) => ({ ...common(given), pageref: 'page_1', _priority: 'Normal' });
