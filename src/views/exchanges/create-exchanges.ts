// The state of the exchanges screen: query, API, order, and the rows that follow from them.
import { type Accessor, createEffect, createMemo, createSignal, on, untrack } from 'solid-js';
import { matches } from '../../filter/match.ts';
import { parse } from '../../filter/parse.ts';
import type { Exchange } from '../../store/exchange.ts';
import type { Store } from '../../store/store.ts';
import type { Live } from '../live.ts';
import { usePanel } from '../panel-context.tsx';
import { createSlices } from '../slices.ts';
import type { ApiChoice } from '../toolbar/filter-bar.tsx';
import { ExchangeList, type ListView } from './exchange-list.ts';
import { compareBy, nextSort, type Sort } from './sort.ts';
import { TextSearch } from './text-search.ts';

export interface Exchanges {
  rows: Accessor<readonly Exchange[]>;
  /** The rows as of now, where `rows` may be a frame behind the store. */
  current(): readonly Exchange[];
  /** Exchanges that are not among the rows. */
  hidden: Accessor<number>;
  query: Accessor<string>;
  setQuery(query: string): void;
  /** What is wrong with the query; empty where nothing is. */
  error: Accessor<string>;
  /** True while payloads are still being searched for what the query asks. */
  searching: Accessor<boolean>;
  api: Accessor<ApiChoice>;
  setApi(api: ApiChoice): void;
  sort: Accessor<Sort | null>;
  sortBy(column: string): void;
  clearFilter(): void;
}

/** Must be called under the panel's context. */
export function createExchanges(store: Store, live: Live): Exchanges {
  const { t } = usePanel();
  const [query, setQuery] = createSignal('');
  const [api, setApi] = createSignal<ApiChoice>('all');
  const [sort, setSort] = createSignal<Sort | null>(null);
  const parsed = createMemo(() => parse(query()));
  // Terms that read payloads are not asked of whole exchanges at once, but searched for beside everything else.
  const searches = createMemo(() =>
    parsed().terms.flatMap((term) =>
      term.kind === 'text' ? [{ search: new TextSearch(term.pattern), negated: term.negated }] : [],
    ),
  );
  const shows = createMemo(() => {
    const wanted = { ...parsed(), terms: parsed().terms.filter((term) => term.kind !== 'text') };
    const texts = searches();
    const chosen = api();
    // While a query is wrong, a half-typed word must not empty the list.
    const byQuery =
      wanted.errors.length > 0
        ? () => true
        : (e: Exchange) => matches(wanted, e) && texts.every(({ search, negated }) => search.has(e) !== negated);
    if (chosen === 'all') return byQuery;
    const apis: string[] = chosen === 'websocket' ? ['websocket', 'websocketstream'] : [chosen];
    return (e: Exchange) => apis.includes(e.api) && byQuery(e);
  });
  const view = createMemo<ListView>(() => ({ shows: shows(), compare: compareBy(sort()) }));
  const list = new ExchangeList(view());
  const [rows, setRows] = createSignal<readonly Exchange[]>([]);
  createEffect(on(view, (next) => list.look(next), { defer: true }));
  const [searching, setSearching] = createSignal(false);
  const busy = () => searches().some(({ search }) => search.busy);
  const update = () => {
    if (list.update(store.exchanges, performance.now())) setRows(list.rows);
    setSearching(busy());
  };
  const search = createSlices((deadline, clock) => {
    for (const { search } of searches()) {
      search.drop((exchange) => store.get(exchange.id) !== exchange);
      for (const exchange of search.advance(deadline, clock)) list.recheck(exchange);
    }
    update();
    return searching();
  });
  createEffect(
    on([view, live.revision, live.now], () => {
      update();
      if (searching()) search();
    }),
  );
  return {
    rows,
    current: () => {
      untrack(update);
      return list.rows;
    },
    hidden: () => {
      live.revision();
      return store.exchanges.length - rows().length;
    },
    query,
    setQuery,
    error: () => {
      const [first] = parsed().errors;
      return first ? t('filter.error', t(`filter.${first.code}`, first.value), first.position) : '';
    },
    searching,
    api,
    setApi,
    sort,
    sortBy: (column) => setSort(nextSort(sort(), column)),
    clearFilter: () => {
      setQuery('');
      setApi('all');
    },
  };
}
