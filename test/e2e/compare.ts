// What end-to-end tests compare: paths that are asked for once, bodies as bytes, the page's outcome with and without us.
import type { MessageData } from '../../src/automation/summary.ts';
import type { RecordedExchange } from '../servers/record.ts';
import type { Scene } from './scene.ts';

let count = 0;

/** A path for the recording servers; the number at its end makes it the only one of its kind. */
export function pathOf(route: string, parameters: Record<string, string | number> = {}): string {
  const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, `${value}`]));
  query.set('once', `${++count}.`);
  return `${route}?${query}`;
}

/** The payload of one message, as the panel tells it or as the servers note it. */
const bytesOf = ({ opcode, data }: Pick<MessageData, 'opcode' | 'data'>): Buffer =>
  Buffer.from(data ?? '', opcode === 'binary' ? 'base64' : 'utf8');

/** The payloads of one direction, one after the other. */
export const bodyOf = (messages: readonly MessageData[], direction: MessageData['direction'] = 'received'): Buffer =>
  Buffer.concat(messages.filter((message) => message.direction === direction).map(bytesOf));

/** Without what only the browser's network log told, which comes when it likes. */
export const toldByPage = (messages: readonly MessageData[]): MessageData[] =>
  messages.filter(({ event }) => !(event && 'source' in event));

/** The response body that the servers wrote. */
export const writtenBody = (record: RecordedExchange): Buffer => Buffer.concat(record.messages.map(bytesOf));

/** How a promise of the page settled. */
export type Outcome<T> = { value: T } | { error: { name: string; message: string } };

/** Runs `way` in the page; a rejection is an outcome like any other. */
export const inPage = <T>(scene: Scene, way: (url: string) => Promise<T>, url: string): Promise<Outcome<T>> =>
  scene.driver.page(
    (source, given) =>
      (new Function(`const __name = (f) => f; return ${source}`)() as (url: string) => Promise<T>)(given).then(
        (value) => ({ value }),
        ({ name, message }: Error) => ({ error: { name, message } }),
      ),
    way.toString(),
    url,
  );

/** As `inPage`, in a worker of the page: extensions do not reach those, so it is the platform's own outcome. */
export const inWorker = <T>(scene: Scene, way: (url: string) => Promise<T>, url: string): Promise<Outcome<T>> =>
  scene.driver.page(
    (source, given) => {
      const script = `const __name = (f) => f;
        (${source})(${JSON.stringify(given)}).then(
          (value) => postMessage({ value }),
          ({ name, message }) => postMessage({ error: { name, message } }),
        );`;
      const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      return new Promise<Outcome<T>>((resolve, reject) => {
        const worker = new Worker(url);
        worker.onmessage = ({ data }) => {
          worker.terminate();
          resolve(data as Outcome<T>);
        };
        worker.onerror = ({ message }) => reject(new Error(message));
      });
    },
    way.toString(),
    url,
  );
