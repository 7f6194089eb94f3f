// Answers new EventSource() from a recording.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { PlayAnswer, PlayStep } from '../wire/play.ts';
import type { Clock } from './clock.ts';
import type { Lent } from './lent.ts';
import { own, ownHandlers, ownMethods, standIn, textOf } from './own.ts';
import { Performance } from './performance.ts';
import type { Programme } from './programme.ts';

const [CONNECTING, OPEN, CLOSED] = [0, 1, 2];

export function stageEventSource(lent: Lent, programme: Programme, clock: Clock): void {
  const { recorder } = lent;
  const { prototype } = EventSource;

  function perform(url: string, withCredentials: boolean, answer: PlayAnswer): EventSource {
    const source = standIn<EventSource>(prototype);
    const options = { withCredentials, played: answer.recorded };
    const subject = recorder.open({ api: 'eventsource', method: 'GET', url, options }, performance.now());
    let state = CONNECTING;
    const enter = (to: number, cause: string): void => {
      if (to === state && cause !== 'new EventSource()') return;
      state = to;
      recorder.enter(subject, to, cause);
    };
    const fire = (type: string): void => void source.dispatchEvent(new Event(type));
    const fail = (): void => {
      enter(CLOSED, 'error');
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
    const shown = new Performance(clock, answer, act);
    own(source, { url: () => url, withCredentials: () => withCredentials, readyState: () => state });
    ownHandlers(source, ['open', 'message', 'error']);
    ownMethods(source, {
      close() {
        if (state === CLOSED) return;
        shown.end();
        enter(CLOSED, 'close()');
        recorder.fact(subject, { type: 'done', cause: 'close()' });
      },
    });
    recorder.enter(subject, CONNECTING, 'new EventSource()');
    void shown.run();
    return source;
  }

  lent.patchConstructor('EventSource', (go, args: unknown[]) => {
    let url: string;
    try {
      url = new URL(`${args[0] as string}`, document.baseURI).href;
    } catch {
      return go();
    }
    const init = args[1] as EventSourceInit | undefined;
    const answer = programme.choose({ api: 'eventsource', method: 'GET', url, body: null });
    return answer ? perform(url, Boolean(init?.withCredentials), answer) : go();
  });
}
