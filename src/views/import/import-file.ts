// Reads a HAR file into the store while everything else goes on.
import { type ReadResult, readHar, storeSink } from '../../har/read.ts';
import type { Origin, Store } from '../../store/store.ts';
import type { Panel } from '../panel-context.tsx';

/** A file that a person chose or that was fetched. */
export interface OpenedFile {
  name: string;
  /** Bytes; null where it is not known. */
  size: number | null;
  stream(): ReadableStream<Uint8Array>;
}

/** Forgets all that was read from a file. */
export function removeOrigin(store: Store, origin: Origin): void {
  store.remove((exchange) => store.origin(exchange) === origin);
}

/** Nothing was read, and that is the file's fault. */
const isRefused = (result: ReadResult): boolean => result.exchanges === 0 && result.problemCount > 0;

type Needs = Pick<Panel, 'store' | 'tasks' | 't' | 'format'>;

/** Resolves when the file has been read, in whatever way that ended: its task says how. */
export async function importFile({ store, tasks, t, format }: Needs, file: OpenedFile): Promise<void> {
  const cancel = new AbortController();
  const origin: Origin = { file: file.name };
  const task = tasks.start({
    text: t('import.reading', file.name),
    progress: 0,
    actions: [{ label: t('tasks.cancel'), run: () => cancel.abort() }],
  });
  try {
    const result = await readHar(file.stream(), storeSink(store, origin), {
      signal: cancel.signal,
      onProgress: (bytes) => {
        task.update({ progress: file.size ? Math.min(1, bytes / file.size) : 0 });
        store.changed();
      },
    });
    const { exchanges, problems, problemCount } = result;
    const remove = (): void => {
      removeOrigin(store, origin);
      task.end();
    };
    const text = isRefused(result)
      ? t('import.refused', file.name)
      : t('import.done', file.name, format.number(exchanges), exchanges);
    const tone = isRefused(result) ? 'bad' : 'good';
    const actions = exchanges > 0 ? [{ label: t('import.remove'), run: remove }] : [];
    task.update({ text, tone, problems, problemCount, progress: null, actions });
  } catch (error) {
    removeOrigin(store, origin);
    if (cancel.signal.aborted) {
      task.update({ text: t('import.cancelled', file.name), progress: null, actions: [] });
      task.endIn(6000);
    } else {
      const text = t('import.failed', file.name, (error as Error).message);
      task.update({ text, progress: null, tone: 'bad', actions: [] });
    }
  }
  store.changed();
}
