// Looks for secrets in what will be exported, beside everything else, and again whenever the choice changes.
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { learnSecrets } from '../../har/export/export-log.ts';
import { type Finding, Redactor } from '../../har/redact/redactor.ts';
import type { Rules } from '../../har/redact/rules.ts';
import { rowsOf } from '../../har/write.ts';
import type { Exchange } from '../../store/exchange.ts';

export interface Scan {
  /** Null until everything has been gone through, and where nothing is to be redacted. */
  redactor: Redactor | null;
  findings: readonly Finding[];
  /** 0 to 1; null when it is over. */
  progress: number | null;
  /** What is wrong with the rules; empty where nothing is. */
  error: string;
}

const IDLE: Scan = { redactor: null, findings: [], progress: null, error: '' };

/** Typing must not start a new search with each letter, ms. */
const PAUSE = 250;

/** `wanted` null: nothing is to be redacted. Must be called under a Solid owner. */
export function createScan(wanted: Accessor<{ exchanges: readonly Exchange[]; rules: Rules } | null>): Accessor<Scan> {
  const [scan, setScan] = createSignal<Scan>(IDLE);
  let running = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
    running.abort();
  };

  const search = async (exchanges: readonly Exchange[], rules: Rules): Promise<void> => {
    running = new AbortController();
    const { signal } = running;
    try {
      const redactor = new Redactor(rules);
      const total = Math.max(1, rowsOf(exchanges));
      let rows = 0;
      const tick = (more: number) => {
        rows += more;
        setScan({ redactor: null, findings: [], progress: Math.min(0.99, rows / total), error: '' });
      };
      await learnSecrets(redactor, exchanges, { signal, tick });
      setScan({ redactor, findings: redactor.findings, progress: null, error: '' });
    } catch (error) {
      if (!signal.aborted) setScan({ ...IDLE, error: (error as Error).message });
    }
  };

  createEffect(
    on(wanted, (now, before) => {
      stop();
      if (!now) return setScan(IDLE);
      setScan({ ...IDLE, progress: 0 });
      timer = setTimeout(() => void search(now.exchanges, now.rules), before ? PAUSE : 0);
    }),
  );
  onCleanup(stop);
  return scan;
}
