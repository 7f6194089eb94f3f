// Writes a file of exchanges, piece by piece, while everything else goes on.
import { type ExportFormat, exportLog } from '../../har/export/export-log.ts';
import type { Redactor } from '../../har/redact/redactor.ts';
import { rowsOf } from '../../har/write.ts';
import type { Exchange } from '../../store/exchange.ts';
import type { SaveTarget } from '../controls.ts';
import type { Panel } from '../panel-context.tsx';

export interface ExportJob {
  exchanges: readonly Exchange[];
  format: ExportFormat;
  /** Has learned all of the exchanges; null where secrets stay. */
  redactor: Redactor | null;
  /** Only some of the panel's exchanges. */
  partial: boolean;
}

export const MEDIA_TYPES: Record<ExportFormat, string> = {
  har: 'application/json',
  'har.gz': 'application/gzip',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  zip: 'application/zip',
};

/** `streamscope-2026-11-21-09-30-00.har` */
export function fileName(format: ExportFormat, now: number): string {
  const moment = new Date(now).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');
  return `streamscope-${moment}.${format}`;
}

type Needs = Pick<Panel, 'store' | 'tasks' | 't' | 'format' | 'version'>;

/** Resolves when the file is there, or is not: its task says which. */
export async function runExport(panel: Needs, job: ExportJob, name: string, target: SaveTarget): Promise<void> {
  const { tasks, t, format } = panel;
  const cancel = new AbortController();
  const { signal } = cancel;
  const task = tasks.start({
    text: t('export.writing', name),
    progress: 0,
    actions: [{ label: t('tasks.cancel'), run: () => cancel.abort() }],
  });
  const total = Math.max(1, rowsOf(job.exchanges));
  let rows = 0;
  let bytes = 0;
  const tick = (more: number) => {
    rows += more;
    task.update({ progress: Math.min(0.99, rows / total) });
  };
  const reader = exportLog(job.exchanges, optionsOf(panel, job, signal, tick)).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      bytes += value.length;
      await target.write(value);
    }
    await target.close();
    task.update({ text: t('export.done', name, format.bytes(bytes)), progress: null, tone: 'good', actions: [] });
    task.endIn(20_000);
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    await target.abort().catch(() => undefined);
    if (signal.aborted) {
      task.update({ text: t('export.cancelled', name), progress: null, actions: [] });
      task.endIn(6000);
    } else {
      const text = t('export.failed', name, (error as Error).message);
      task.update({ text, progress: null, tone: 'bad', actions: [] });
    }
  }
}

function optionsOf({ store, version }: Needs, job: ExportJob, signal: AbortSignal, tick: (rows: number) => void) {
  const { redactor } = job;
  return {
    format: job.format,
    version,
    now: Date.now(),
    notices: store.notices,
    ...(job.partial && { totals: store.totals }),
    ...(redactor && { redactor, redaction: redactor.summary }),
    signal,
    tick,
  };
}
