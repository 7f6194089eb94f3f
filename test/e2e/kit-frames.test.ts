// The test kit in frames of every kind: each is recorded from its first call to its last, in its own name.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Servers, startServers } from '../servers/servers.ts';
import { inEachTool } from './kit-tools.ts';

let servers: Servers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers?.close());

const elsewhere = (url: string): string =>
  url.replace(servers.origin, servers.otherOrigin.replace('127.0.0.1', 'localhost'));
/** A text that may stand in a script of an HTML page. */
const literal = (text: string): string => JSON.stringify(text).replaceAll('</', '<\\/');
const jsonOf = (name: string): string => `${servers.origin}/json?cors=*&of=${name}`;
/** HTML whose first script makes a request and then tells the page. */
const talking = (name: string): string =>
  `<script>fetch('${jsonOf(name)}').then((r) => r.text()).then(() => top.postMessage('done', '*'));</script>`;

interface Case {
  /** Fills and appends `frame`; what the frame does then ends with the message `done`. */
  script: (name: string) => string;
  /** URL under which the frame is told. */
  url: RegExp;
}

const append = 'document.body.append(frame);';
const CASES: Record<string, Case> = {
  same: { script: (name) => `frame.src = ${literal(servers.blank(talking(name)))}; ${append}`, url: /^http:.*same/ },
  site: {
    script: (name) => `frame.src = ${literal(elsewhere(servers.blank(talking(name))))}; ${append}`,
    url: /^http:\/\/localhost.*site/,
  },
  srcdoc: { script: (name) => `frame.srcdoc = ${literal(talking(name))}; ${append}`, url: /^about:srcdoc$/ },
  blob: {
    script: (name) =>
      `frame.src = URL.createObjectURL(new Blob([${literal(talking(name))}], { type: 'text/html' })); ${append}`,
    url: /^blob:/,
  },
  data: {
    script: (name) => `frame.src = ${literal(`data:text/html,${encodeURIComponent(talking(name))}`)}; ${append}`,
    url: /^data:/,
  },
  sandbox: {
    script: (name) => `frame.sandbox = 'allow-scripts'; frame.srcdoc = ${literal(talking(name))}; ${append}`,
    url: /^about:srcdoc$/,
  },
  nested: {
    script: (name) =>
      `frame.srcdoc = ${literal(`<iframe srcdoc="${talking(name).replaceAll('"', '&quot;')}"></iframe>`)}; ${append}`,
    url: /^about:srcdoc$/,
  },
  blank: {
    script: (name) => `${append}
      frame.contentWindow.fetch('${jsonOf(name)}').then((r) => r.text()).then(() => postMessage('done', '*'));`,
    url: /^about:blank$/,
  },
  written: {
    script: (name) => `${append}
      frame.contentDocument.open(); frame.contentDocument.write(${literal(talking(name))}); frame.contentDocument.close();`,
    url: /^(http|about:blank$)/,
  },
};

/** Those that may have a process of their own. */
const PROCESSES = ['site', 'sandbox', 'data'];
const TO_ANOTHER_SITE = 'sent to another site';
const LEAVINGS: Record<string, () => string> = {
  removed: () => 'frame.remove();',
  reloaded: () => 'frame.contentWindow.location.reload();',
  navigated: () => `frame.src = ${literal(servers.blank('<title>next</title>'))};`,
  [TO_ANOTHER_SITE]: () => `frame.src = ${literal(elsewhere(servers.blank('<title>next</title>')))};`,
};

inEachTool('a frame', ({ open, stumblesOverProcesses }) => {
  it.each(Object.entries(CASES))('is recorded: %s', async (name, { script, url }) => {
    const { page, recording } = await open();
    await page.goto(servers.blank('<body>'));
    await page.evaluate(`new Promise((resolve) => {
      onmessage = resolve;
      const frame = document.createElement('iframe');
      ${script(name)}
    }).then(() => undefined)`);
    const [exchange, ...more] = await recording.exchanges({ filter: `url:of=${name}` });
    expect(more).toEqual([]);
    if (stumblesOverProcesses && !exchange) {
      expect(PROCESSES).toContain(name);
      expect((await recording.notices())[0]).toMatchObject({ code: expect.stringMatching(/^(late|unreached)$/) });
      return page.close();
    }
    expect(exchange).toMatchObject({ status: 200, readyState: 'done', frame: { url: expect.stringMatching(url) } });
    expect(exchange?.frame.id).toBeGreaterThan(0);
    expect(await recording.notices()).toEqual([]);
    await page.close();
  });

  it.each(Object.entries(LEAVINGS))('has told its last words when it is %s', async (name, leave) => {
    const { page, recording } = await open();
    await page.goto(servers.blank('<body>'));
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = '${servers.blank('<title>frame</title>')}';
      frame.onload = () => {
        frame.onload = () => resolve();
        const { contentWindow } = frame;
        const socket = new contentWindow.WebSocket('${servers.wsOrigin}/ws?mute=1&in=frame');
        contentWindow.addEventListener('pagehide', () => { socket.send('the end'); setTimeout(resolve); });
        socket.onopen = () => {
          for (let i = 0; i < 300; i++) socket.send('m' + i);
          ${leave()}
        };
      };
      document.body.append(frame);
    }).then(() => undefined)`);
    const [exchange] = await recording.exchanges({ filter: 'url:in=frame' });
    const notices = await recording.notices();
    expect(exchange).toMatchObject({ readyState: 3, endedDateTime: expect.any(Number) });
    if (stumblesOverProcesses && name === TO_ANOTHER_SITE) {
      expect(exchange?.sent).toBeGreaterThanOrEqual(300);
      if (exchange?.sent === 300) expect(notices).toMatchObject([{ kind: 'gap', code: 'ending', count: 1 }]);
    } else {
      expect(exchange?.sent).toBe(301);
      expect(exchange?.messages.at(-1)?.data).toBe('the end');
      expect(notices).toEqual([]);
    }
    await page.close();
  });
});
