// Which exchange this one repeats, and which repeat it.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { Replay } from '../../replay/replay.ts';
import { type Exchange, isOpen } from '../../store/exchange.ts';
import { displayName } from '../exchanges/display-name.ts';
import { usePanel } from '../panel-context.tsx';
import { Problem, thrown } from './problem.tsx';
import { RunDialog } from './session/run-dialog.tsx';

const SHOWN = 5;

const isRun = (replay: Replay, id: string): boolean => {
  try {
    replay.replayProgress(id);
    return true;
  } catch {
    return false;
  }
};

export interface LineageProps {
  exchange: Exchange;
  revision: () => number;
  onShow: (id: string) => void;
}

export function Lineage(props: LineageProps) {
  const { t, format, store, live, controls, secrets } = usePanel();
  const [open, setOpen] = createSignal(false);
  const count = createMemo(() => {
    live.revision();
    return store.exchanges.length;
  });
  const parent = () => {
    count();
    return store.get(props.exchange.ours?.parent ?? '');
  };
  /** The engine, where it made this exchange by replaying another. */
  const replay = createMemo(() => {
    const { replay: engine } = controls;
    return parent() && engine && isRun(engine, props.exchange.id) ? engine : null;
  });
  const children = createMemo(() => {
    count();
    return store.exchanges.filter(({ ours }) => ours?.parent === props.exchange.id);
  });
  const urlOf = (exchange: Exchange) => secrets.of(exchange).text(exchange.url);
  const link = (exchange: Exchange) => (
    <button
      type="button"
      class="text-button"
      data-shows={exchange.id}
      title={visible(urlOf(exchange))}
      onClick={() => props.onShow(exchange.id)}
    >
      <bdi>{t('replay.show', visible(displayName(urlOf(exchange)).name), format.clock(exchange.started))}</bdi>
    </button>
  );
  return (
    <>
      <Show when={parent()}>
        {(one) => (
          <p class="lineage parent">
            {t('replay.parent')} {link(one())}
            <Show when={replay()}>
              <button type="button" class="text-button" data-act="result" onClick={() => setOpen(true)}>
                {t('session.result')}
              </button>
            </Show>
            <GiveUp exchange={props.exchange} revision={props.revision} />
          </p>
        )}
      </Show>
      <Show when={children().length > 0}>
        <p class="lineage children">
          {t('replay.children', format.number(children().length), children().length)}{' '}
          <For each={children().slice(-SHOWN)}>{link}</For>
          <Show when={children().length > SHOWN}>{t('replay.more', format.number(children().length - SHOWN))}</Show>
        </p>
      </Show>
      <Show when={open() && replay()}>
        {(engine) => (
          <RunDialog id={props.exchange.id} replay={engine()} onClose={() => setOpen(false)} onShow={props.onShow} />
        )}
      </Show>
    </>
  );
}

/** Ends a request that was made here and still runs. */
function GiveUp(props: { exchange: Exchange; revision: () => number }) {
  const { t, controls, store } = usePanel();
  const [error, setError] = createSignal<Error | null>(null);
  const running = () => {
    props.revision();
    const { api } = props.exchange;
    return api === 'fetch' && isOpen(props.exchange) && !store.origin(props.exchange) ? controls.replay : null;
  };
  const give = (engine: Replay) => engine.close(props.exchange.id).catch((reason) => setError(thrown(reason)));
  return (
    <>
      <Show when={running()}>
        {(engine) => (
          <button type="button" class="text-button" data-act="give-up" onClick={() => void give(engine())}>
            {t('replay.giveUp')}
          </button>
        )}
      </Show>
      <Problem error={error()} />
    </>
  );
}
