// The test kit on pages that have changed what the tools' own transport uses: nothing is lost, and the page keeps its own.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Servers, startServers } from '../servers/servers.ts';
import { inEachTool } from './kit-tools.ts';

let servers: Servers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers?.close());

/** Changes of a page, each in its own way deadly for a transport that asks the page's globals. */
const CHANGES = {
  'toJSON of arrays, as old Prototype.js': `Array.prototype.toJSON = function () { return 'array'; };`,
  'toJSON of everything': `
    for (const { prototype } of [Object, Array, String, Number, Boolean]) {
      Object.defineProperty(prototype, 'toJSON', { configurable: true, writable: true, value: () => 'forged' });
    }`,
  'a JSON.stringify that throws': `JSON.stringify = () => { throw new Error('no JSON here'); };`,
  'no JSON, Promise and Node': `JSON = undefined; window.Promise = class {}; window.Node = undefined;`,
  'lists that do not work': `Array.prototype.some = () => true; Array.prototype.push = () => 0;`,
};

inEachTool('a page that has changed its globals', ({ open }) => {
  it.each(Object.entries(CHANGES))('is recorded in full with %s', async (_, change) => {
    const { page, recording } = await open();
    await page.goto(
      servers.blank(`<!doctype html><script>
        ${change}
        const seen = () => [[].toJSON, ({}).toJSON, window.JSON && JSON.stringify, window.Promise, Array.prototype.some];
        const before = seen();
        const socket = new WebSocket('${servers.wsOrigin}/ws?burst=300&size=20&close=1000');
        let count = 0;
        socket.onmessage = () => {
          const now = seen();
          for (let i = 0; i < now.length; i++) if (now[i] !== before[i]) document.title = 'the page sees a change';
          if (++count === 300) socket.send('thanks');
        };
        socket.onclose = () => { document.title ||= 'done ' + count; };
      </script>`),
    );
    await expect.poll(() => page.title()).toBe('done 300');
    const [exchange] = await recording.exchanges({ filter: 'api:ws' });
    expect(exchange).toMatchObject({ received: 300, lost: null, closed: { code: 1000 } });
    expect(await recording.notices()).toEqual([]);
    await page.close();
  });
});
