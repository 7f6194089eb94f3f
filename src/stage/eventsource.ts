// Answers new EventSource() from a recording.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { PlayAnswer, PlayStep } from '../wire/play.ts';
import type { House } from './house.ts';
import type { Lent } from './lent.ts';
import { own, ownHandlers, ownMethods, standIn, textOf } from './own.ts';
import type { Performance } from './performance.ts';
import type { Asked } from './programme.ts';

const [CONNECTING, OPEN, CLOSED] = [0, 1, 2];

export function stageEventSource(lent: Lent, house: House): void {
  const { programme } = house;
  const { recorder } = lent;
  const { prototype } = EventSource;

  function perform(asked: Asked, withCredentials: boolean, first: PlayAnswer, above: unknown): EventSource {
    const { url } = asked;
    let answer = first;
    let shown: Performance;
    const source = standIn<EventSource>(prototype);
    const options = { withCredentials, played: answer.recorded };
    const subject = recorder.open({ api: 'eventsource', method: 'GET', url, options }, performance.now(), above);
    let state = CONNECTING;
    const enter = (to: number, cause: string): void => {
      if (to === state) return;
      state = to;
      recorder.enter(subject, to, cause);
    };
    const fire = (type: string): void => void source.dispatchEvent(new Event(type));
    const fail = (): void => {
      state = CLOSED;
      recorder.failed(subject, 'network', 'error', '');
      shown.end();
      fire('error');
    };
    const act = (step: PlayStep): void => {
      if (step.type === 'head') {
        const { status, statusText, headers } = answer;
        recorder.fact(subject, { type: 'response', status, statusText, headers, url: answer.url || url });
        if (status !== 200 && status !== 0) return fail();
        enter(OPEN, 'open');
        fire('open');
      } else if (step.type === 'message') {
        if (state === CONNECTING) {
          enter(OPEN, 'open');
          fire('open');
        }
        const { name = 'message', lastEventId = '' } = step;
        const data = textOf(step.data);
        const item = recorder.row(subject, 0, data, performance.now());
        item.name = name;
        item.lastEventId = lastEventId;
        source.dispatchEvent(new MessageEvent(name, { data, lastEventId, origin: new URL(answer.url || url).origin }));
      } else if (step.type === 'lost' || step.type === 'end') {
        enter(CONNECTING, 'error');
        fire('error');
      } else if (step.type === 'broken') fail();
    };
    const begin = (given: PlayAnswer): void => {
      answer = given;
      shown = house.show(given, asked, act);
      void shown.run().then(reconnect);
    };
    /** A connection that was lost last is asked for again, as a browser does. */
    const reconnect = async (): Promise<void> => {
      if (state !== CONNECTING || answer.steps.at(-1)?.type !== 'lost') return;
      await house.reconnection(shown);
      if (state !== CONNECTING) return;
      shown.end();
      const next = programme.choose(asked);
      if (next) return begin(next);
      // What the network would answer it cannot be given any more.
      fail();
    };
    own(source, { url: () => url, withCredentials: () => withCredentials, readyState: () => state });
    ownHandlers(source, ['open', 'message', 'error']);
    ownMethods(source, {
      close() {
        if (state === CLOSED) return;
        shown.end();
        state = CLOSED;
        recorder.fact(subject, { type: 'done', cause: 'close()' });
      },
    });
    begin(first);
    return source;
  }

  lent.patchConstructor('EventSource', (go, args: unknown[], above) => {
    if (!house.playing) return go();
    let url: string;
    try {
      url = new URL(`${args[0] as string}`, document.baseURI).href;
    } catch {
      return go();
    }
    const init = args[1] as EventSourceInit | undefined;
    const asked: Asked = { api: 'eventsource', method: 'GET', url, body: null };
    const answer = programme.choose(asked);
    return answer ? perform(asked, Boolean(init?.withCredentials), answer, above) : go();
  });
}
