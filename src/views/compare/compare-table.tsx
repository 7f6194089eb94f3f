// The exchanges of two logs, pair by pair; a pair that differs can be opened to see how.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { Comparison, ExchangePair } from '../../har/compare.ts';
import type { Exchange } from '../../store/exchange.ts';
import { displayName } from '../exchanges/display-name.ts';
import { usePanel } from '../panel-context.tsx';
import { ApiIcon, FoldMark } from '../ui/icons.tsx';
import { Changes } from './changes.tsx';

/** Rows that are drawn; nobody reads more of them one by one. */
const SHOWN = 1000;

type Row =
  | { kind: 'onlyA' | 'onlyB'; exchange: Exchange; pair: null }
  | { kind: 'changed' | 'equal'; exchange: Exchange; pair: ExchangePair };

/** Whether anything but times differs: those always do. */
export const isDifferent = ({ changes, facts }: ExchangePair): boolean => changes.length > 0 || facts.length > 0;

function rowsOf({ onlyA, onlyB, pairs }: Comparison, showSame: boolean): Row[] {
  const rows: Row[] = [
    ...onlyA.map((exchange): Row => ({ kind: 'onlyA', exchange, pair: null })),
    ...onlyB.map((exchange): Row => ({ kind: 'onlyB', exchange, pair: null })),
    ...pairs.map((pair): Row => ({ kind: isDifferent(pair) ? 'changed' : 'equal', exchange: pair.a, pair })),
  ];
  return rows.filter(({ kind }) => showSame || kind !== 'equal');
}

export function CompareTable(props: { comparison: Comparison; showSame: boolean }) {
  const { t, format } = usePanel();
  const rows = createMemo(() => rowsOf(props.comparison, props.showSame));
  return (
    <div class="compare-scroll">
      <Show when={rows().length > 0} fallback={<p class="nothing">{t('compare.same')}</p>}>
        <table class="compare-table" aria-label={t('compare.title')}>
          <thead>
            <tr>
              <th>{t('compare.result')}</th>
              <th>{t('compare.exchange')}</th>
              <th>{t('compare.messages')}</th>
              <th>{t('compare.facts')}</th>
              <th class="number" title={t('compare.times')}>
                {t('compare.duration')}
              </th>
              <th class="number" title={t('compare.times')}>
                {t('compare.first')}
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={rows().slice(0, SHOWN)}>{(row) => <CompareRow row={row} />}</For>
          </tbody>
        </table>
        <Show when={rows().length > SHOWN}>
          <p class="field-hint">{t('compare.more', format.number(rows().length - SHOWN))}</p>
        </Show>
      </Show>
    </div>
  );
}

function CompareRow(props: { row: Row }) {
  const { t, format, secrets } = usePanel();
  const [open, setOpen] = createSignal(false);
  const url = () => secrets.of(props.row.exchange).text(props.row.exchange.url);
  const pair = () => props.row.pair;
  const less = (ms: number | null | undefined) => {
    if (ms === null || ms === undefined) return '';
    return `${ms < 0 ? '−' : '+'}${format.duration(Math.abs(ms))}`;
  };
  const messages = () => {
    const { changes = [], same = 0 } = pair() ?? {};
    if (!pair())
      return t(
        'status.messages',
        format.number(props.row.exchange.messages.length),
        props.row.exchange.messages.length,
      );
    return changes.length > 0
      ? t('compare.changes', format.number(changes.length), format.number(same))
      : t('compare.all', format.number(same));
  };
  const foldable = () => (pair()?.changes.length ?? 0) > 0;
  return (
    <>
      <tr class={props.row.kind}>
        <td>
          <span class={`compare-kind ${props.row.kind}`}>{t(`compare.${props.row.kind}`)}</span>
        </td>
        <td class="compare-name" title={visible(url())}>
          <Show when={foldable()} fallback={<NameOf exchange={props.row.exchange} />}>
            <button
              type="button"
              class="compare-open"
              aria-expanded={open()}
              aria-label={t('compare.differences', visible(displayName(url()).name))}
              onClick={() => setOpen(!open())}
            >
              <FoldMark open={open()} />
              <NameOf exchange={props.row.exchange} />
            </button>
          </Show>
        </td>
        <td>{messages()}</td>
        <td>{pair()?.facts.join(', ')}</td>
        <td class="number">{less(pair()?.timing.duration)}</td>
        <td class="number">{less(pair()?.timing.firstMessage)}</td>
      </tr>
      <Show when={open() && pair()}>
        {(shown) => (
          <tr>
            <td colspan="6" class="compare-changes">
              <Changes pair={shown()} />
            </td>
          </tr>
        )}
      </Show>
    </>
  );
}

function NameOf(props: { exchange: Exchange }) {
  const { secrets } = usePanel();
  const name = () => displayName(secrets.of(props.exchange).text(props.exchange.url));
  return (
    <span class="name">
      <ApiIcon api={props.exchange.api} />
      <bdi class="name-last">{visible(name().name)}</bdi>
    </span>
  );
}
