// The least that must be done in a page: listeners, the payloads copied, and a list of them sent every 20 ms, in messages
// below 64 KiB. No stacks, headers, states, budgets or acknowledgements; no care for what a page could notice.
{
  /** True (by the bench): also what else is to be told of a request: who asked, states, the head, times. */
  const HEADS = false;
  const channel = new MessageChannel();
  const MOST = 56 * 1024;
  /** As the extension: requests wait for longer than messages. */
  const WAIT = HEADS ? 100 : 20;
  /** As the extension: no more than this of a body. */
  const CAP = 16 * 2 ** 20;
  let list = [];
  let size = 0;
  let waiting = false;

  const flush = () => {
    channel.port1.postMessage(list);
    list = [];
    size = 0;
  };
  const put = (what, length) => {
    if (size + length > MOST) flush();
    list.push(what);
    size += length;
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      flush();
    }, WAIT);
  };
  /** The page's frames above this call. */
  const stack = () => {
    const holder = {};
    Error.captureStackTrace(holder);
    return holder.stack;
  };

  for (const name of ['WebSocket', 'EventSource']) {
    window[name] = new Proxy(window[name], {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget);
        made.addEventListener('message', ({ data }) => put(data, data.length));
        return made;
      },
    });
  }
  window.XMLHttpRequest = new Proxy(window.XMLHttpRequest, {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget);
      made.addEventListener('load', () => {
        const head = HEADS && [made.statusText, made.getAllResponseHeaders(), performance.now()];
        put([made.responseURL, made.status, made.responseText, head], made.responseText.length);
      });
      if (HEADS) made.addEventListener('readystatechange', () => put([made.readyState, performance.now()], 16));
      return made;
    },
  });
  if (HEADS) {
    for (const name of ['open', 'send']) {
      const owner = XMLHttpRequest.prototype;
      owner[name] = new Proxy(owner[name], {
        apply(target, self, args) {
          put([name, args[0], args[1], performance.now(), name === 'send' && stack()], 300);
          return Reflect.apply(target, self, args);
        },
      });
    }
  }
  const watch = (owner, name, tell, ask) => {
    owner[name] = new Proxy(owner[name], {
      apply: (target, self, args) => {
        if (ask) ask(args[0]);
        return Reflect.apply(target, self, args).then((value) => {
          tell(value);
          return value;
        });
      },
    });
  };
  const asked = (url) => put([url, stack(), performance.now()], 300);
  const answered = ({ url, status, statusText, type, redirected, headers }) => {
    if (!HEADS) return put([url, status], 100);
    let lines = '';
    for (const [name, value] of headers) lines += `${name}: ${value}\r\n`;
    put([url, status, statusText, type, redirected, lines, performance.now()], 300);
  };
  watch(window, 'fetch', answered, HEADS && asked);
  watch(Response.prototype, 'text', (text) => put(text, text.length));
  // The text of JSON is not to be had without reading it in another way.
  watch(Response.prototype, 'json', () => put('json', 100));
  let kept = 0;
  watch(ReadableStreamDefaultReader.prototype, 'read', ({ value }) => {
    if (!value || kept > CAP) return value && put(value.length, 8);
    kept += value.length;
    for (let at = 0; at < value.length; at += MOST) put(value.slice(at, at + MOST), MOST);
  });

  setTimeout(() => dispatchEvent(new MessageEvent('least', { ports: [channel.port2] })));
}
