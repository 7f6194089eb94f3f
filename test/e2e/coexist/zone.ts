// zone.js replaces timers, promises, fetch, XMLHttpRequest and every addEventListener.
import 'zone.js';
import { everyday, offer, socket, xhr } from './everyday.ts';

declare const Zone: {
  current: { name: string; fork(spec: object): { run<T>(work: () => T): T } };
};

offer({
  async work() {
    const tasks: string[] = [];
    const zone = Zone.current.fork({
      name: 'probe',
      onScheduleTask: (
        delegate: { scheduleTask(z: unknown, t: unknown): unknown },
        _: unknown,
        target: unknown,
        task: { type: string; source: string },
      ) => {
        if (!/setTimeout|Promise/.test(task.source)) tasks.push(`${task.type} ${task.source}`);
        return delegate.scheduleTask(target, task);
      },
    });
    const results = await everyday('zone');
    // Native async functions leave the zone: what it sees is called in it directly.
    const inside = await zone.run(() => [
      fetch('/json?mark=zone-inside')
        .then((response) => response.text())
        .then((text) => [text, Zone.current.name]),
      xhr('GET', '/json?mark=zone-inside-xhr').then((value) => [value, Zone.current.name]),
      socket('/ws?mark=zone-inside', ['one']).then((value) => [value, Zone.current.name]),
    ]);
    return { results: [results, await Promise.all(inside)], told: tasks };
  },
});
