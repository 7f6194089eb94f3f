// The built command line as a shell runs it: as a process, with pipes.
import { spawn } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const COMMAND = 'bin/streamscope.js';
const env = { ...process.env, NODE_OPTIONS: '' };

/** A log of one WebSocket that received `count` texts. */
const logOf = (count: number): string => {
  const messages = Array.from({ length: count }, (_, i) => ({
    type: 'receive',
    time: 1795253347,
    opcode: 1,
    data: `no. ${i}`,
  }));
  const entry = {
    startedDateTime: '2026-11-21T00:00:00.000Z',
    request: { method: 'GET', url: 'wss://chat.example/' },
    response: { status: 101 },
    _webSocketMessages: messages,
  };
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries: [entry] } });
};

/** Ends stdout after `most` pieces. */
async function run(args: string[], input: string | Uint8Array, most = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [COMMAND, ...args], { env });
  let [out, err, pieces] = ['', '', 0];
  child.stdout.on('data', (data: Buffer) => {
    out += data;
    if (++pieces >= most) child.stdout.destroy();
  });
  child.stderr.on('data', (data: Buffer) => {
    err += data;
  });
  // A command that stops reading closes its stdin.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out, err };
}

it('reads a packed log from a pipe and writes without colours into another', async () => {
  const { code, out, err } = await run(['stats', '-'], gzipSync(logOf(3)));
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/websocket +GET +101 .*wss:\/\/chat\.example\/\n1 exchanges, 3 messages, 15 B\n$/);
  expect(out).not.toContain('\u001b');
});

it('ends quietly when its reader has had enough', async () => {
  const { code, out, err } = await run(['messages', '-'], logOf(50_000), 1);
  expect([code, err]).toEqual([0, '']);
  expect(out).not.toContain('no. 49999');
});

it('exits with the code and a sentence where it cannot do its work', async () => {
  expect(await run(['convert', '-', '--to', 'pigeon'], '')).toMatchObject({
    code: 2,
    err: expect.stringContaining('one of har'),
  });
  expect(await run(['stats', '-'], '<html>')).toMatchObject({ code: 3, err: expect.stringContaining('"<html>"') });
});
