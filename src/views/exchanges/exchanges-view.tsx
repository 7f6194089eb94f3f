// The grid of exchanges.
import { createMemo, createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { Exchange } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { isBad } from '../state-word.ts';
import { fittingColumns } from '../ui/columns.ts';
import { Empty } from '../ui/empty.tsx';
import { Grid } from '../ui/grid.tsx';
import { createListWindow } from '../ui/list-window.ts';
import { rowSelection, type Selection } from '../ui/selection.ts';
import { ExchangeCell } from './exchange-cell.tsx';
import { exchangeColumns } from './exchange-columns.ts';
import type { Sort } from './sort.ts';

export interface ExchangesViewProps {
  rows: readonly Exchange[];
  /** Exchanges that the filter hides. */
  hidden: number;
  /** The filter is still looking into payloads. */
  searching: boolean;
  /** Id of the one that details show. */
  active: string | null;
  selection: Selection<string>;
  onActive: (id: string, by: 'pointer' | 'key') => void;
  onOpen: (id: string) => void;
  onEnter: () => void;
  onLeave: () => void;
  onClearFilter: () => void;
  onOpenFiles: () => void;
  sort: Sort | null;
  onSort: (column: string) => void;
}

/** Room the grid leaves for its scroll bar, px. */
const SCROLL_BAR = 12;

export function ExchangesView(props: ExchangesViewProps) {
  const { t, live, settings } = usePanel();
  let pane: HTMLDivElement | undefined;
  const [width, setWidth] = createSignal(600);
  onMount(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (pane) observer.observe(pane);
    onCleanup(() => observer.disconnect());
  });

  const all = createMemo(() => exchangeColumns(t));
  const columns = createMemo(() =>
    fittingColumns(all(), settings.get('columnWidths'), settings.get('hiddenColumns'), width() - SCROLL_BAR),
  );
  const indexOf = (id: string) => props.rows.findIndex((exchange) => exchange.id === id);
  const activeIndex = createMemo(() => (props.active === null ? -1 : indexOf(props.active)));
  const idAt = (index: number) => props.rows[index]?.id ?? '';
  const selection = rowSelection(props.selection, { count: () => props.rows.length, keyAt: idAt, indexOf });

  return (
    <div ref={pane} class="pane exchanges">
      <Grid
        label={t('exchanges.label')}
        columns={columns()}
        widths={settings.get('columnWidths')}
        onResize={(widths) => settings.set('columnWidths', widths)}
        count={props.rows.length}
        createWindow={createListWindow}
        active={activeIndex()}
        selection={selection}
        onActive={(index, by) => props.onActive(idAt(index), by)}
        onOpen={(index) => props.onOpen(idAt(index))}
        onEnter={() => props.onEnter()}
        onLeave={() => props.onLeave()}
        sort={props.sort}
        onSort={(column) => props.onSort(column)}
        item={(index) => {
          live.revision();
          const exchange = props.rows[index];
          return exchange && { exchange, revision: exchange.revision };
        }}
        same={(a, b) => a?.exchange === b?.exchange && a?.revision === b?.revision}
        attributes={({ exchange }) => ({ 'data-id': exchange.id })}
        rowClass={({ exchange }) => (isBad(exchange) || exchange.status >= 400 ? 'bad' : '')}
        cell={(column, item) => <ExchangeCell column={column} item={item()} />}
        empty={
          <NoExchanges
            hidden={props.hidden}
            searching={props.searching}
            onClearFilter={() => props.onClearFilter()}
            onOpenFiles={() => props.onOpenFiles()}
          />
        }
      />
    </div>
  );
}

interface NoExchangesProps {
  hidden: number;
  searching: boolean;
  onClearFilter: () => void;
  onOpenFiles: () => void;
}

function NoExchanges(props: NoExchangesProps) {
  const { t, live, controls, secrets } = usePanel();
  return (
    <Show
      when={props.hidden === 0}
      fallback={
        <Empty
          title={t(props.searching ? 'empty.searchingTitle' : 'empty.filteredTitle')}
          text={t('empty.filtered', props.hidden)}
        >
          <button type="button" class="text-button" onClick={() => props.onClearFilter()}>
            {t('empty.filteredAction')}
          </button>
        </Empty>
      }
    >
      <Show
        when={live.recording()}
        fallback={
          <Empty title={t('empty.pausedTitle')} text={t('empty.paused')}>
            <button type="button" class="text-button" onClick={() => controls.record(true)}>
              {t('empty.pausedAction')}
            </button>
          </Empty>
        }
      >
        <Show
          when={live.connection().state === 'live'}
          fallback={
            <Empty
              title={live.connection().state === 'lost' ? t('empty.lostTitle') : t('empty.waitingTitle')}
              text={secrets.text(live.connection().detail) || t('empty.waiting')}
              hint={t('empty.noneHint')}
            />
          }
        >
          <Show
            when={controls.live}
            fallback={
              <Empty title={t('empty.viewerTitle')} text={t('empty.viewer')}>
                <button type="button" class="text-button" onClick={() => props.onOpenFiles()}>
                  {t('toolbar.open')}
                </button>
              </Empty>
            }
          >
            <Empty title={t('empty.noneTitle')} text={t('empty.none')} hint={t('empty.noneHint')} />
          </Show>
        </Show>
      </Show>
    </Show>
  );
}
