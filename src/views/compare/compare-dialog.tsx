// Two logs side by side: what only one of them has, and what differs.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { Origin } from '../../store/store.ts';
import { usePanel } from '../panel-context.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CompareTable, isDifferent } from './compare-table.tsx';
import { createComparison } from './create-comparison.ts';

interface Log {
  name: string;
  /** Undefined for what was captured here. */
  origin: Origin | undefined;
}

export function CompareDialog(props: { onClose: () => void }) {
  const { t, format, store, controls } = usePanel();
  const files = [...store.origins].map((origin): Log => ({ name: visible(origin.file), origin }));
  const captured = store.exchanges.some((exchange) => store.origin(exchange) === undefined);
  const logs: Log[] = controls.live || captured ? [{ name: t('compare.capture'), origin: undefined }, ...files] : files;
  const [a, setA] = createSignal(0);
  const [b, setB] = createSignal(Math.min(1, logs.length - 1));
  const [ignored, setIgnored] = createSignal('');
  const [showSame, setShowSame] = createSignal(false);
  const exchangesOf = (at: number) => store.exchanges.filter((one) => store.origin(one) === logs[at]?.origin);
  const ignore = createMemo(() =>
    ignored()
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
  const comparison = createComparison(() => ({ a: exchangesOf(a()), b: exchangesOf(b()), ignore: ignore() }));

  const choice = (label: string, value: () => number, set: (at: number) => void) => (
    <label class="compare-choice">
      {label}
      <select aria-label={label} onChange={(event) => set(event.currentTarget.selectedIndex)}>
        <For each={logs}>{(log, at) => <option selected={at() === value()}>{log.name}</option>}</For>
      </select>
    </label>
  );
  const summary = () => {
    const found = comparison();
    if (!found) return t('compare.working');
    const changed = found.pairs.filter(isDifferent).length;
    const numbers = [found.pairs.length - changed, changed, found.onlyA.length, found.onlyB.length];
    const [same = '', different = '', onlyA = '', onlyB = ''] = numbers.map((n) => format.number(n));
    return t('compare.summary', same, different, onlyA, onlyB);
  };

  return (
    <Dialog label={t('compare.title')} onClose={props.onClose} class="compare-dialog">
      <div class="compare-choices">
        {choice(t('compare.a'), a, setA)}
        {choice(t('compare.b'), b, setB)}
        <label class="compare-choice">
          {t('compare.ignore')}
          <input
            type="text"
            placeholder={t('compare.ignoreHint')}
            onChange={(event) => setIgnored(event.currentTarget.value)}
          />
        </label>
      </div>
      <div class="compare-choices">
        <span class="dialog-note" role="status">
          {summary()}
        </span>
        <label class="check">
          <input type="checkbox" checked={showSame()} onChange={(event) => setShowSame(event.currentTarget.checked)} />
          {t('compare.showSame')}
        </label>
      </div>
      <Show when={comparison()}>{(found) => <CompareTable comparison={found()} showSame={showSame()} />}</Show>
    </Dialog>
  );
}
