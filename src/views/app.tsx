// The panel as a whole. Everything it needs is passed in: the extension's panel mounts it on the live source.
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from 'solid-js';
import type { DecodeService } from '../decode/decoded.ts';
import { languageFor } from '../i18n/language.ts';
import type { Settings } from '../settings/settings.ts';
import type { Exchange } from '../store/exchange.ts';
import type { Store } from '../store/store.ts';
import { BreakBar } from './break/break-bar.tsx';
import { BreakDialog } from './break/break-dialog.tsx';
import { CompareDialog } from './compare/compare-dialog.tsx';
import type { Controls } from './controls.ts';
import { Details } from './details/details.tsx';
import { createExchanges } from './exchanges/create-exchanges.ts';
import { exchangeColumns } from './exchanges/exchange-columns.ts';
import { ExchangesView } from './exchanges/exchanges-view.tsx';
import { ExportDialog } from './export/export-dialog.tsx';
import { DropZone } from './import/drop-zone.tsx';
import { createLogs } from './import/logs.ts';
import { createLive, createLiveControls, createLiveSettings } from './live.ts';
import { type Panel, PanelContext } from './panel-context.tsx';
import { PlayBar } from './play/play-bar.tsx';
import { PlayDialog } from './play/play-dialog.tsx';
import { createDrafts } from './replay/drafts.ts';
import { createSecrets } from './secrets.ts';
import { TaskStrip } from './tasks/task-strip.tsx';
import { createTasks } from './tasks/tasks.ts';
import { FilterBar } from './toolbar/filter-bar.tsx';
import { StatusBar } from './toolbar/status-bar.tsx';
import { Toolbar } from './toolbar/toolbar.tsx';
import { createSelection } from './ui/selection.ts';
import { Separator } from './ui/separator.tsx';
import './theme.css';
import './panel.css';
import './grid.css';
import './details.css';
import './dialog.css';
import './play/play.css';
import './break/break.css';
import './replay/replay.css';
import './replay/boxes.css';

export interface AppProps {
  store: Store;
  decode: DecodeService;
  controls: Controls;
  settings: Settings;
  /** The theme of DevTools; a person may have chosen another one. */
  theme: 'dark' | 'light';
  /** Languages wanted, best first (BCP 47); `navigator.languages` where absent. */
  languages?: readonly string[];
  /** Of the extension. */
  version: string;
  /** Logs to begin with. */
  urls?: readonly string[];
}

/** Narrower than this (px) the details stand below the list, and in place of it where that is too low as well. */
const SIDE_BY_SIDE = 760;
const STACKED = 380;

export function App(props: AppProps) {
  const language = languageFor(props.languages ?? navigator.languages);
  const settings = createLiveSettings(props.settings);
  const panel: Panel = {
    store: props.store,
    decode: props.decode,
    controls: props.controls,
    live: { ...createLive(props.store), ...createLiveControls(props.controls) },
    settings,
    secrets: createSecrets(settings),
    tasks: createTasks(),
    draftOf: createDrafts(),
    version: props.version,
    t: language.t,
    format: language.format,
  };
  createEffect(() => {
    const chosen = settings.get('theme');
    document.documentElement.dataset.theme = chosen === 'devtools' ? props.theme : chosen;
  });
  document.documentElement.lang = language.tag;
  return (
    <PanelContext.Provider value={panel}>
      <Screen panel={panel} urls={props.urls ?? []} />
    </PanelContext.Provider>
  );
}

function Screen(props: { panel: Panel; urls: readonly string[] }) {
  const { store, live, settings, t } = props.panel;
  const list = createExchanges(store, live);
  const logs = createLogs(props.panel);
  logs.fetch(props.urls);
  const [comparing, setComparing] = createSignal(false);
  const [exporting, setExporting] = createSignal(false);
  const [playing, setPlaying] = createSignal(false);
  /** Id of the exchange that details show. */
  const [active, setActive] = createSignal<string | null>(null);
  const selection = createSelection(new Set<string>());
  const [breaking, setBreaking] = createSignal(false);
  const [open, setOpen] = createSignal(false);
  const [size, setSize] = createSignal({ width: 1000, height: 600 });
  let root: HTMLDivElement | undefined;
  let main: HTMLDivElement | undefined;
  let filter: HTMLInputElement | undefined;

  onMount(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    if (main) observer.observe(main);
    onCleanup(() => observer.disconnect());
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const { target } = event;
    const typing =
      target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== 'checkbox');
    const find = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'f';
    const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!find && !slash) return;
    event.preventDefault();
    filter?.focus();
    filter?.select();
  };
  document.addEventListener('keydown', onKeyDown);
  onCleanup(() => document.removeEventListener('keydown', onKeyDown));
  // Before Chromium's DevTools hear of them, which have a listener in every panel and take Ctrl+O for themselves.
  const onChord = (event: KeyboardEvent) => {
    const chord = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey ? event.key : '';
    if (chord !== 's' && chord !== 'o') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (chord === 'o') logs.choose();
    else setExporting(true);
  };
  window.addEventListener('keydown', onChord, true);
  onCleanup(() => window.removeEventListener('keydown', onChord, true));

  const focus = (selector: string) => root?.querySelector<HTMLElement>(selector)?.focus();
  const exchange = createMemo(() => {
    live.revision();
    const id = active();
    return id === null ? undefined : store.get(id);
  });
  // What was cleared cannot stay selected.
  createEffect(
    on(exchange, (shown) => {
      if (!shown && active() !== null) {
        setActive(null);
        selection.only(null);
        setOpen(false);
      }
    }),
  );
  // What a filter hides must not stay selected unseen.
  createEffect(on([list.query, list.api], () => selection.only(active()), { defer: true }));
  /** Those that are selected in the list, in its order; else the one that details show. */
  const selected = (): Exchange[] => {
    const rows = list.current().filter(({ id }) => selection.has(id));
    return rows.length > 0 ? rows : [exchange()].filter((one) => one !== undefined);
  };
  const selectedCount = createMemo(() =>
    selection.size() > 1 ? list.rows().filter(({ id }) => selection.has(id)).length : 0,
  );
  const openDetails = (id: string) => {
    setActive(id);
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    focus('.exchanges [role=grid]');
  };
  const show = (id: string) => {
    selection.only(id);
    openDetails(id);
    focus('.details [role=tab][aria-selected=true]');
  };
  const shown = () => (open() ? exchange() : undefined);
  const layout = () =>
    !shown() ? 'alone' : size().width >= SIDE_BY_SIDE ? 'beside' : size().height >= STACKED ? 'below' : 'over';
  const share = () => settings.get(layout() === 'beside' ? 'listWidth' : 'listHeight');

  return (
    <div ref={root} class="panel">
      <Toolbar
        columns={exchangeColumns(t).filter((column) => column.rank > 0)}
        onClear={logs.clear}
        onExport={() => setExporting(true)}
        onOpen={logs.choose}
        onCompare={() => setComparing(true)}
        onPlay={() => setPlaying(true)}
        onBreak={() => setBreaking(true)}
      />
      <FilterBar
        query={list.query()}
        onQuery={list.setQuery}
        error={list.error()}
        api={list.api()}
        onApi={list.setApi}
        inputRef={(input) => {
          filter = input;
        }}
      />
      <main ref={main} class={`main ${layout()}`} style={{ '--first': `${share() * 100}%` }}>
        <Show when={layout() !== 'over'}>
          <ExchangesView
            rows={list.rows()}
            hidden={list.hidden()}
            searching={list.searching()}
            active={active()}
            selection={selection}
            onActive={(id, by) => {
              setActive(id);
              if (by === 'pointer') setOpen(true);
            }}
            onOpen={openDetails}
            onEnter={() => {
              const id = active();
              if (id === null) return;
              openDetails(id);
              focus('.details [role=tab][aria-selected=true]');
            }}
            onLeave={close}
            onClearFilter={list.clearFilter}
            onOpenFiles={logs.choose}
            sort={list.sort()}
            onSort={list.sortBy}
          />
        </Show>
        <Show when={shown()} keyed>
          {(one) => (
            <>
              <Show when={layout() !== 'over'}>
                <Separator
                  label={t('details.resizeDetails')}
                  orientation={layout() === 'beside' ? 'vertical' : 'horizontal'}
                  value={share()}
                  onChange={(value) => settings.set(layout() === 'beside' ? 'listWidth' : 'listHeight', value)}
                />
              </Show>
              <Details exchange={one} onClose={close} onShow={show} />
            </>
          )}
        </Show>
      </main>
      <TaskStrip />
      <Show when={props.panel.controls.replay}>{(replay) => <PlayBar replay={replay()} />}</Show>
      <Show when={props.panel.controls.replay}>
        {(replay) => <BreakBar replay={replay()} onSettings={() => setBreaking(true)} />}
      </Show>
      <StatusBar shown={list.rows().length} selected={selectedCount()} />
      <DropZone onFiles={logs.open} />
      <Show when={comparing()}>
        <CompareDialog onClose={() => setComparing(false)} />
      </Show>
      <Show when={playing() && props.panel.controls.replay}>
        {(replay) => (
          <PlayDialog
            replay={replay()}
            exchanges={list.rows()}
            selected={new Set(selected().map(({ id }) => id))}
            onClose={() => setPlaying(false)}
          />
        )}
      </Show>
      <Show when={breaking() && props.panel.controls.replay}>
        {(replay) => <BreakDialog replay={replay()} onClose={() => setBreaking(false)} />}
      </Show>
      <Show when={exporting()}>
        <ExportDialog
          exchanges={{
            all: store.exchanges,
            filtered: list.current(),
            selected: selected(),
          }}
          onClose={() => setExporting(false)}
        />
      </Show>
    </div>
  );
}
