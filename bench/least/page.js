// The least that must be done in a page: listeners, the payloads copied, and a list of them sent every 20 ms, in messages
// below 64 KiB. No stacks, headers, states, budgets or acknowledgements; no care for what a page could notice.
{
  const channel = new MessageChannel();
  const MOST = 56 * 1024;
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
    }, 20);
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
        put([made.responseURL, made.status, made.responseText], made.responseText.length);
      });
      return made;
    },
  });
  const watch = (owner, name, tell) => {
    owner[name] = new Proxy(owner[name], {
      apply: (target, self, args) =>
        Reflect.apply(target, self, args).then((value) => {
          tell(value);
          return value;
        }),
    });
  };
  watch(window, 'fetch', ({ url, status }) => put([url, status], 100));
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
