// Frames that go while the page goes on: what it kept of them, and what they are still doing for it.
import { attempt, attemptLater, inFrame, type Probes, type Realm, text, within } from './probe.ts';

/** An empty frame at once, as libraries make one to take natives from. */
const appended = (): HTMLIFrameElement => document.documentElement.appendChild(document.createElement('iframe'));

export const goneProbes: Probes = {
  'natives kept of a frame that is gone': async () => {
    const kept = await inFrame((realm) => ({
      fetch: realm.fetch,
      xhr: realm.XMLHttpRequest,
      ws: realm.WebSocket,
      es: realm.EventSource,
      response: realm.Response,
    }));
    const { fetch: get, xhr, ws, es, response } = kept;
    const url = new URL('/json', location.href).href;
    const gone = await within(
      2000,
      attemptLater(() => get(url)),
    );
    return [
      gone,
      attempt(() => new xhr()),
      attempt(() => {
        const request = new xhr();
        request.open('GET', url);
        request.send();
      }),
      attempt(() => new ws('/ws')),
      attempt(() => new es(url)),
      attempt(() => new response('x')),
      String(get),
    ];
  },
  'fetch of a frame for this window, the frame gone before or meanwhile': async () => {
    const frames = [0, 1, 2].map(() => appended());
    const [before, meanwhile, failing] = frames.map((frame) => (frame.contentWindow as Realm).fetch.bind(window));
    frames[0]?.remove();
    const answers = Promise.all([
      attemptLater(async () => (await (before as typeof fetch)('/json')).json()),
      attemptLater(async () => (await (meanwhile as typeof fetch)('/json')).json()),
      attemptLater(async () => (failing as typeof fetch)('/destroy?early=1').catch((error: Error) => error.name)),
    ]);
    for (const frame of frames) frame.remove();
    return within(5000, answers);
  },
  'listeners added by the methods of a frame that goes': async () => {
    const frame = appended();
    const realm = frame.contentWindow as Realm;
    const heard: string[] = [];
    const { addEventListener } = realm.EventTarget.prototype;
    addEventListener.call(document, 'probe', () => heard.push('a method on our document'));
    const button = realm.document.createElement('button');
    button.addEventListener('click', () => heard.push('a node made in it'));
    document.documentElement.append(button);
    const { port1, port2 } = new MessageChannel();
    const message = new Promise((resolve) => addEventListener.call(port1, 'message', resolve));
    port1.start();
    frame.remove();
    addEventListener.call(document, 'probe', () => heard.push('a method of a frame that is gone'));
    document.dispatchEvent(new Event('probe'));
    button.click();
    button.remove();
    port2.postMessage(1);
    heard.push(text(await within(1000, message)));
    return heard;
  },
  'methods kept of a frame that is gone, as text': () => {
    const frame = appended();
    const realm = frame.contentWindow as Realm;
    const { open } = realm.XMLHttpRequest.prototype;
    const data = Object.getOwnPropertyDescriptor(realm.Response.prototype, 'body')?.get;
    const kept = [realm.fetch, open, data, realm.EventTarget.prototype.addEventListener];
    frame.remove();
    return kept.map((each) => Function.prototype.toString.call(each));
  },
};
