// The demo's other HTTP: NDJSON, long polling, uploads and downloads, answers that are slow or never come.
import type { Route } from './answer.ts';

const LEVELS = ['debug', 'info', 'warning'];

/** Uploads beyond this are refused, bytes. */
const MOST = 64 * 1024 * 1024;

export const httpRoutes: Record<string, Route> = {
  '/api/log': async (answer) => {
    answer.stream('application/x-ndjson');
    const count = answer.number('count', 6, 1000);
    for (let i = 0; i < count; i++) {
      const line = { time: Date.now(), level: LEVELS[i % LEVELS.length], message: `line ${i + 1} of ${count}` };
      answer.response.write(`${JSON.stringify(line)}\n`);
      if (!(await answer.rest(60))) return;
    }
    answer.response.end();
  },

  '/api/poll': async (answer) => {
    const since = answer.number('since', 0, Number.MAX_SAFE_INTEGER);
    if (await answer.rest(150)) answer.json({ cursor: since + 1, news: [`item ${since + 1}`] });
  },

  '/api/upload': async (answer) => {
    let size = 0;
    for await (const piece of answer.request) {
      size += (piece as Buffer).length;
      if (size > MOST) return answer.json({ error: 'too large' }, 413);
      // Slow enough for progress to be seen.
      if (!(await answer.rest(5))) return;
    }
    answer.json({ size });
  },

  '/api/download': async (answer) => {
    const size = answer.number('size', 400_000, 50_000_000);
    answer.response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
    const piece = Buffer.alloc(40_000, 0x5a);
    for (let left = size; left > 0; left -= piece.length) {
      answer.response.write(piece.subarray(0, Math.min(left, piece.length)));
      if (!(await answer.rest(30))) return;
    }
    answer.response.end();
  },

  '/api/slow': async (answer) => {
    if (await answer.rest(answer.number('ms', 5000, 60_000))) answer.json({ late: true });
  },

  '/api/endless': async (answer) => {
    answer.stream('text/plain; charset=utf-8');
    for (let i = 1; i <= 600; i++) {
      answer.response.write(`tick ${i}\n`);
      if (!(await answer.rest(100))) return;
    }
    answer.response.end();
  },

  '/api/broken': async (answer) => {
    answer.response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 1000 });
    answer.response.write('this answer ends too');
    await answer.rest(80);
    answer.request.socket.destroy();
  },
};
