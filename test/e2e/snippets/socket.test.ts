// Each text for a WebSocket, run by its tool: the server gets the recorded messages again.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SnippetSource } from '../../../src/replay/snippets/snippets.ts';
import { until } from '../../browsers/until.ts';
import type { RecordedExchange } from '../../servers/record.ts';
import { findTool } from '../../tools.ts';
import { inShell, type Outcome, run, SHELLS } from './run.ts';
import { EVERY_BYTE, NASTY, socket } from './samples.ts';
import { snippet, withServers } from './setting.ts';

const setting = withServers();
const require = createRequire(import.meta.url);
const bin = path.dirname(require.resolve('wscat/bin/wscat'));

interface SocketTool {
  id: string;
  binary: boolean;
  run(text: string, name: string): Promise<Outcome>;
}

const TOOLS: Record<string, SocketTool> = {
  'ws in Node': {
    id: 'node-ws',
    binary: true,
    run: (text, name) => run(process.execPath, [setting.place.write(`${name}.mjs`, text)]),
  },
  websockets: {
    id: 'python-websockets',
    binary: true,
    run: (text, name) => run(findTool('python'), [setting.place.write(`${name}.py`, text)]),
  },
  ...Object.fromEntries(
    SHELLS.map((shell) => [
      `wscat in ${shell}`,
      {
        id: 'wscat',
        binary: false,
        run: (text: string, name: string) =>
          inShell(shell, setting.place.write(`${name}.${shell}`, text), {
            env: { PATH: `${bin}:${process.env.PATH}` },
          }),
      },
    ]),
  ),
};

const TEXTS = NASTY.map((text) => text.toWellFormed());

/** Those that this tool can send. */
const sayable = ({ binary }: SocketTool) =>
  binary ? [...TEXTS, EVERY_BYTE, new Uint8Array(0)] : TEXTS.filter((text) => !text.includes('\0'));

let runs = 0;

/** Runs a snippet against `/ws`, which closes after `count` messages. */
async function talk(
  tool: SocketTool,
  sent: readonly (string | Uint8Array)[],
  parts: Partial<SnippetSource> = {},
  scale = 0,
): Promise<Outcome & { recorded: RecordedExchange }> {
  const own = `run=${runs++}`;
  const end = parts.close ? '' : `after=${sent.length}&close=1000&`;
  const source = socket(`${setting.servers.wsOrigin}/ws?${end}${own}`, sent, parts);
  const outcome = await tool.run(snippet(tool.id).make(source, { hide: null, scale }), own);
  const recorded = setting.servers.record.of(own)[0] as RecordedExchange;
  await until('the server has seen the end', () => recorded.ended);
  return { ...outcome, recorded };
}

const sentIn = ({ messages }: RecordedExchange): unknown[] =>
  messages.filter(({ direction }) => direction === 'sent').map(({ opcode, data }) => [opcode, data]);

const expected = (sent: readonly (string | Uint8Array)[]): unknown[] =>
  sent.map((data) => (typeof data === 'string' ? ['text', data] : ['binary', Buffer.from(data).toString('base64')]));

describe.each(Object.entries(TOOLS))('%s', (_, tool) => {
  it('sends the recorded messages, and prints the answers', async () => {
    const sent = sayable(tool);
    const { recorded, stdout, stderr, code } = await talk(tool, sent);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(sentIn(recorded)).toEqual(expected(sent));
    expect(stdout.toString()).toContain(`it's "quoted" \`id\` $(id) \${HOME} $HOME %s %d !! !x\n`);
    expect(fs.readdirSync('.')).not.toContain('PWNED');
  });

  it('shakes hands as the page did', async () => {
    const { recorded } = await talk(tool, ['x'], {
      protocols: ['chat.v2', 'chat.v1'],
      headers: [
        ['Cookie', `a=1; b="x'$(id)"`],
        ['User-Agent', 'Recorded/1.0'],
        ['Origin', 'https://page.example'],
        ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
        ['Sec-WebSocket-Protocol', 'chat.v2, chat.v1'],
        ['Host', 'other.example'],
        ['Upgrade', 'websocket'],
      ],
    });
    const { requestHeaders, protocol } = recorded;
    expect(protocol).toBe('chat.v2');
    expect(requestHeaders).toMatchObject({
      origin: 'https://page.example',
      cookie: `a=1; b="x'$(id)"`,
      'user-agent': 'Recorded/1.0',
      host: new URL(setting.servers.origin).host,
    });
    expect(`${requestHeaders['sec-websocket-protocol']}`.split(/,\s*/)).toEqual(['chat.v2', 'chat.v1']);
    expect(requestHeaders['sec-websocket-key']).not.toBe('AAAAAAAAAAAAAAAAAAAAAA==');
  });
});

describe.each([
  ['ws in Node', TOOLS['ws in Node'] as SocketTool],
  ['websockets', TOOLS.websockets as SocketTool],
])('%s', (_, tool) => {
  it('waits between messages as the page did', async () => {
    const at = [100, 100, 500].map((time, i) => ({ direction: 'sent' as const, at: time, data: `${i}` }));
    const { recorded } = await talk(tool, ['0', '1', '2'], { messages: at, opened: 50 }, 2);
    const times = recorded.messages.filter(({ direction }) => direction === 'sent').map(({ time }) => time);
    // Timers are never early; the first message may have been late itself, so it is measured from the handshake.
    expect((times[2] as number) - recorded.started).toBeGreaterThanOrEqual(880);
  });

  it('closes as the page did', async () => {
    const close = { code: 4001, reason: `bye "it's" $x`, at: 60, byPage: true };
    const { recorded, code } = await talk(tool, ['x'], { close });
    expect(code).toBe(0);
    expect(recorded.closed).toEqual({ code: 4001, reason: `bye "it's" $x` });
  });
});

describe('websocat', () => {
  // Neither Debian nor npm has websocat: what runs here is the shell's part, with a program of the same name that
  // writes down what it is given. See docs/decisions.md.
  const text = (sent: readonly (string | Uint8Array)[], parts: Partial<SnippetSource> = {}) =>
    snippet('websocat').make(socket('wss://h.example/ws?a=b', sent, parts), { hide: null, scale: 0 });

  async function given(shell: (typeof SHELLS)[number], script: string): Promise<{ args: string[]; input: Buffer }> {
    const folder = `given-${runs++}`;
    const program = setting.place.write(
      `${folder}/websocat`,
      `#!/bin/sh\nfor each in "$@"; do printf '%s\\000' "$each"; done > "$0.args"\ncat > "$0.input"\n`,
    );
    fs.chmodSync(program, 0o755);
    const file = setting.place.write(`${folder}/script`, script);
    const { code, stderr } = await inShell(shell, file, {
      env: { PATH: `${path.dirname(program)}:${process.env.PATH}` },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const args = fs.readFileSync(`${program}.args`, 'utf8').split('\0').slice(0, -1);
    return { args, input: fs.readFileSync(`${program}.input`) };
  }

  const POSIX = ['sh', 'bash', 'zsh'] as const;

  it.each(POSIX)('gets a line for each text in %s', async (shell) => {
    const sent = TEXTS.filter((each) => !/[\0\n\r]/.test(each) && each !== '' && !/\p{C}|\u2028/u.test(each));
    const { args, input } = await given(shell, text(sent, { protocols: ['a', 'b'], headers: [['X-A', `it's $(id)`]] }));
    expect(input.toString()).toBe(sent.map((each) => `${each}\n`).join(''));
    expect(args).toEqual([
      '-n',
      '-t',
      '--linemode-strip-newlines',
      '--protocol',
      'a, b',
      '--origin',
      'https://page.example',
      `-H=X-A: it's $(id)`,
      'wss://h.example/ws?a=b',
    ]);
  });

  it.each(POSIX)('gets base64 for what is no line in %s', async (shell) => {
    const sent = [...TEXTS, EVERY_BYTE];
    const { args, input } = await given(shell, text(sent));
    const lines = input.toString().split('\n').slice(0, -1);
    const decoded = lines.map((line) => [line[0] === 't' ? 'text' : 'binary', Buffer.from(line.slice(1), 'base64')]);
    const wanted = sent.map((each) => [typeof each === 'string' ? 'text' : 'binary', Buffer.from(each as string)]);
    expect(decoded).toEqual(wanted);
    expect(args.slice(0, 7)).toEqual(['-n', '--text-prefix', 't', '--binary-prefix', 'b', '--base64', '--base64-text']);
  });

  it('waits between messages as the page did', () => {
    const messages = [20, 1270].map((at) => ({ direction: 'sent' as const, at, data: `${at}` }));
    const script = snippet('websocat').make(socket('ws://h.example/', [], { messages }), { hide: null, scale: 2 });
    expect(
      script
        .split('\n')
        .slice(0, 5)
        .map((line) => line.trim()),
    ).toEqual(['{', 'sleep 0.04', `printf '%s\\n' '20'`, 'sleep 2.50', `printf '%s\\n' '1270'`]);
  });
});

it('wscat is not offered for what it cannot send', () => {
  const fits = (data: string | Uint8Array) => snippet('wscat').fits(socket('ws://h.example/', [data]));
  expect([fits('text\n'), fits('nul\0'), fits(EVERY_BYTE)]).toEqual([true, false, false]);
});
