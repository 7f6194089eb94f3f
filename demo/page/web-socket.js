// WebSocket: text, Blob and ArrayBuffer echoed, JSON-RPC, closed by either side, cut off.

/** A socket that is open, with a queue of what it receives. */
async function connect(path, protocols = []) {
  const socket = new WebSocket(new URL(path, location.href.replace(/^http/, 'ws')), protocols);
  const waiting = [];
  const received = [];
  socket.addEventListener('message', ({ data }) => {
    const next = waiting.shift();
    if (next) next(data);
    else received.push(data);
  });
  const closed = new Promise((resolve) => {
    socket.addEventListener('close', resolve);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('the socket did not open')));
  });
  const next = () =>
    received.length > 0 ? Promise.resolve(received.shift()) : new Promise((resolve) => waiting.push(resolve));
  return { socket, closed, next };
}

async function echo(tell) {
  const { socket, closed, next } = await connect('/ws/echo');
  const sent = ['hello', JSON.stringify({ type: 'greeting', to: ['world', '世界'] }), 'grüße 👋'];
  for (const text of sent) {
    socket.send(text);
    tell(await next());
  }
  socket.send(new Blob([new Uint8Array([1, 2, 3, 250, 251, 252])]));
  tell(`${(await next()).size} bytes in a Blob`);
  socket.binaryType = 'arraybuffer';
  socket.send(new Float32Array([1.5, -2.5, 3.25]).buffer);
  tell(`${(await next()).byteLength} bytes in an ArrayBuffer`);
  socket.close(1000, 'all echoed');
  const { code, reason } = await closed;
  return `5 messages echoed; closed by the page: ${code} ${reason}`;
}

async function burst() {
  const { socket, closed, next } = await connect('/ws/echo');
  for (let i = 0; i < 200; i++) socket.send(JSON.stringify({ type: 'tick', i }));
  for (let i = 0; i < 200; i++) await next();
  socket.close();
  await closed;
  return '200 messages each way';
}

async function rpc(tell) {
  const { socket, closed, next } = await connect('/ws/rpc', ['jsonrpc-2.0']);
  const calls = [
    { method: 'add', params: [1, 2, 3] },
    { method: 'time', params: [] },
    { method: 'missing', params: [] },
  ];
  for (const [i, call] of calls.entries()) {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: i + 1, ...call }));
    tell(await next());
    // Each answer is followed by a notification.
    await next();
  }
  socket.close(1000);
  await closed;
  return `${calls.length} calls answered, subprotocol ${socket.protocol}`;
}

async function closedByServer(code, reason) {
  const { socket, closed } = await connect('/ws/echo');
  socket.send(`close ${code} ${reason}`);
  const event = await closed;
  return `closed by the server: ${event.code} ${event.reason}`;
}

async function killed() {
  const { socket, closed } = await connect('/ws/echo');
  socket.send('kill');
  const event = await closed;
  return `cut off: ${event.code}, wasClean ${event.wasClean}`;
}

async function refused() {
  const error = await connect('/ws/nowhere').then(
    () => null,
    (reason) => reason,
  );
  if (!error) throw new Error('it should have been refused');
  return `${error.message}, as wanted`;
}

export default {
  title: 'WebSocket',
  actions: [
    { title: 'Echo: text, Blob, ArrayBuffer', run: echo },
    { title: 'Burst', run: burst },
    { title: 'JSON-RPC', run: rpc },
    { title: 'Server closes 1000', run: () => closedByServer(1000, 'done') },
    { title: 'Server closes 1001', run: () => closedByServer(1001, 'going away') },
    { title: 'Server closes 1011', run: () => closedByServer(1011, 'internal error') },
    { title: 'Cut off (1006)', run: killed },
    { title: 'Refused', run: refused },
  ],
};
