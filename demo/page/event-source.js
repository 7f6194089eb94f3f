// EventSource: named events with ids, a stream that breaks and resumes, the 204 that stops it, closing by hand.

/** Listens until the server says 204 (readyState CLOSED), and gives the number of events. */
function untilStopped(url, names, tell) {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    let events = 0;
    for (const name of names) {
      source.addEventListener(name, (event) => {
        events++;
        tell(`${name} ${event.lastEventId}: ${event.data}`);
      });
    }
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) resolve(`${events} events, then stopped with 204`);
      else tell('reconnecting …');
    });
  });
}

function closedByHand(tell) {
  return new Promise((resolve) => {
    const source = new EventSource('/api/ticker?count=1000');
    let events = 0;
    source.addEventListener('quote', (event) => {
      tell(event.data);
      if (++events < 3) return;
      source.close();
      resolve('closed by the page after 3 quotes');
    });
  });
}

export default {
  title: 'EventSource',
  actions: [
    { title: 'Named events and ids', run: (tell) => untilStopped('/api/ticker?count=8', ['quote', 'note'], tell) },
    { title: 'Drop and resume', run: (tell) => untilStopped('/api/breaking', ['message'], tell) },
    { title: 'Closed by the page', run: closedByHand },
  ],
};
