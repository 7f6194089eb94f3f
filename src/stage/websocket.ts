// Answers new WebSocket() from a recording.
// @see https://websockets.spec.whatwg.org/#the-websocket-interface
import { SENT } from '../wire/capture.ts';
import type { PlayAnswer, PlayStep } from '../wire/play.ts';
import type { House } from './house.ts';
import type { Lent } from './lent.ts';
import { own, ownHandlers, ownMethods, standIn } from './own.ts';
import type { Asked } from './programme.ts';

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];

/** @throws {DOMException} as the platform does. */
export function checkClose(code: unknown, reason: unknown): void {
  if (code !== undefined && code !== 1000 && !(Number(code) >= 3000 && Number(code) <= 4999)) {
    throw new DOMException(`The close code must be either 1000, or between 3000 and 4999.`, 'InvalidAccessError');
  }
  if (reason !== undefined && new TextEncoder().encode(`${reason as string}`).length > 123) {
    throw new DOMException('The close reason must not be greater than 123 UTF-8 bytes.', 'SyntaxError');
  }
}

export function stageWebSocket(lent: Lent, house: House): void {
  const { programme } = house;
  const { recorder } = lent;
  const { prototype } = WebSocket;

  function perform(asked: Asked, protocols: string[], answer: PlayAnswer, above: unknown): WebSocket {
    const { url } = asked;
    const socket = standIn<WebSocket>(prototype);
    const options = { played: answer.recorded };
    const opening = { api: 'websocket', method: 'GET', url, protocols, options } as const;
    const subject = recorder.open(opening, performance.now(), above);
    let state = CONNECTING;
    let binaryType: BinaryType = 'blob';
    const finish = (code: number, reason: string, wasClean: boolean): void => {
      if (state === CLOSED) return;
      shown.end();
      state = CLOSED;
      if (!wasClean) socket.dispatchEvent(new Event('error'));
      recorder.fact(subject, { type: 'closed', code, reason, wasClean });
      socket.dispatchEvent(new CloseEvent('close', { code, reason, wasClean }));
    };
    const received = (data: string | Uint8Array): void => {
      lent.recordMessage(recorder, subject, 0, data);
      const copy = typeof data === 'string' ? data : (data.slice() as Uint8Array<ArrayBuffer>);
      const given = typeof copy === 'string' ? copy : binaryType === 'blob' ? new Blob([copy]) : copy.buffer;
      socket.dispatchEvent(new MessageEvent('message', { data: given, origin: new URL(url).origin }));
    };
    const act = (step: PlayStep): void => {
      if (step.type === 'head') {
        const { protocol, extensions } = answer;
        state = OPEN;
        recorder.fact(subject, { type: 'negotiated', protocol, extensions });
        socket.dispatchEvent(new Event('open'));
      } else if (step.type === 'message') received(step.data);
      else if (step.type === 'close') finish(step.code, step.reason, step.wasClean);
      else if (step.type === 'broken') finish(1006, '', false);
    };
    const shown = house.show(answer, asked, act);
    own(socket, {
      url: () => url,
      readyState: () => state,
      bufferedAmount: () => 0,
      protocol: () => (state === CONNECTING ? '' : answer.protocol),
      extensions: () => (state === CONNECTING ? '' : answer.extensions),
    });
    Object.defineProperty(socket, 'binaryType', {
      configurable: true,
      get: () => binaryType,
      set(given: unknown) {
        if (given === 'blob' || given === 'arraybuffer') binaryType = given;
      },
    });
    ownHandlers(socket, ['open', 'message', 'error', 'close']);
    ownMethods(socket, {
      send(data: unknown) {
        if (state === CONNECTING) throw new DOMException('Still in CONNECTING state.', 'InvalidStateError');
        if (state !== OPEN) return;
        const isMessage = data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data);
        lent.recordMessage(recorder, subject, SENT, isMessage ? data : `${data as string}`);
        shown.sent();
      },
      close(code?: unknown, reason?: unknown) {
        checkClose(code, reason);
        if (state >= CLOSING) return;
        const early = state === CONNECTING;
        shown.end();
        state = CLOSING;
        recorder.fact(subject, {
          type: 'closing',
          ...(code !== undefined && { code: Number(code) }),
          ...(reason !== undefined && { reason: `${reason as string}` }),
        });
        setTimeout(() => {
          if (early) finish(1006, '', false);
          else
            finish(code === undefined ? 1005 : Number(code), reason === undefined ? '' : `${reason as string}`, true);
        });
      },
    });
    void shown.run();
    return socket;
  }

  lent.patchConstructor('WebSocket', (go, args: unknown[], above) => {
    if (!house.playing) return go();
    let url: URL;
    try {
      url = new URL(`${args[0] as string}`, document.baseURI);
    } catch {
      return go();
    }
    if (url.protocol === 'http:') url.protocol = 'ws:';
    if (url.protocol === 'https:') url.protocol = 'wss:';
    const { href } = url;
    const asked: Asked = { api: 'websocket', method: 'GET', url: href, body: null };
    const answer = programme.choose(asked);
    if (!answer) return go();
    const given = args[1] as string | string[] | undefined;
    const protocols = given === undefined ? [] : typeof given === 'string' ? [given] : [...given];
    return perform(asked, protocols, answer, above);
  });
}
