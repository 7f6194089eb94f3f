// While messages are being held: which, how many, each of them with what can be done, and the ways to let all go.
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from 'solid-js';
import { previewOf, visible } from '../../decode/preview.ts';
import type { HeldMessage } from '../../replay/gate/held.ts';
import type { Replay } from '../../replay/replay.ts';
import { displayName } from '../exchanges/display-name.ts';
import { usePanel } from '../panel-context.tsx';
import { DirectionMark } from '../ui/icons.tsx';
import { createBreak } from './create-break.ts';
import { EditDialog } from './edit-dialog.tsx';
import { plain, shownOf } from './mask.ts';

/** More than anybody decides on one by one. */
const SHOWN = 50;

export interface BreakBarProps {
  replay: Replay;
  onSettings: () => void;
}

export function BreakBar(props: BreakBarProps) {
  const { state, held } = createBreak(props.replay);
  return (
    <Show when={state().on}>
      <Bar {...props} state={state()} held={held()} />
    </Show>
  );
}

type BarProps = BreakBarProps & {
  state: ReturnType<Replay['breakState']>;
  held: readonly HeldMessage[];
};

function Bar(props: BarProps) {
  const { t, format } = usePanel();
  const [editing, setEditing] = createSignal<HeldMessage | null>(null);
  let list: HTMLUListElement | undefined;
  let releaseAll: HTMLButtonElement | undefined;
  // Their ids, so that a row stays, with its focus, while others come and go.
  const ids = createMemo(() => props.held.slice(0, SHOWN).map(({ id }) => id), [], { equals: sameList });
  const byId = createMemo(() => new Map(props.held.map((each) => [each.id, each])));
  /** Does it, and gives the focus to the same button of the row that comes next. */
  const act = (id: string, what: 'release' | 'drop', button: HTMLElement) => {
    const had = document.activeElement === button;
    const at = ids().indexOf(id);
    // Where it has been let go meanwhile there is nothing left to do.
    props.replay[what](id)
      .catch(() => {})
      .then(() => {
        if (!had || button.isConnected) return;
        const rows = list?.querySelectorAll<HTMLElement>(`[data-act=${what}]`) ?? [];
        (rows[Math.min(at, rows.length - 1)] ?? releaseAll)?.focus();
      });
  };
  const more = () => props.state.held - ids().length;
  return (
    <section class="break-bar" aria-label={t('breaking.bar')}>
      <div class="break-line">
        <span class="break-state">{t('breaking.state')}</span>
        <FilterWords filter={props.state.filter} />
        <span class="break-count">{t('breaking.count', format.number(props.state.held), props.state.held)}</span>
        <Show when={props.state.waiting > 0}>
          <span>{t('breaking.waiting', format.number(props.state.waiting))}</span>
        </Show>
        <span class="play-space" />
        <button type="button" class="text-button" onClick={() => props.onSettings()}>
          {t('breaking.settings')}
        </button>
        <button
          ref={(button) => {
            releaseAll = button;
          }}
          type="button"
          class="text-button"
          onClick={() => void props.replay.releaseAll().catch(() => {})}
        >
          {t('breaking.releaseAll')}
        </button>
        <button type="button" class="text-button primary" onClick={() => void props.replay.breakOff()}>
          {t('breaking.off')}
        </button>
      </div>
      <Announcement held={props.held} />
      <Show when={ids().length > 0}>
        <ul
          ref={(element) => {
            list = element;
          }}
          class="break-list"
          aria-label={t('breaking.list')}
        >
          <For each={ids()}>
            {(id) => (
              <Show when={byId().get(id)}>
                {(held) => <HeldRow held={held()} onEdit={() => setEditing(held())} onAct={act} />}
              </Show>
            )}
          </For>
        </ul>
        <Show when={more() > 0}>
          <p class="field-hint">{t('breaking.more', format.number(more()))}</p>
        </Show>
      </Show>
      <Show when={editing()} keyed>
        {(held) => <EditDialog held={held} replay={props.replay} onClose={() => setEditing(null)} />}
      </Show>
    </section>
  );
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, i) => each === b[i]);

function FilterWords(props: { filter: BarProps['state']['filter'] }) {
  const { t, secrets } = usePanel();
  const words = () => {
    const { direction, api, url, text } = props.filter;
    return [
      direction && t(`breaking.directions.${direction}`),
      api && t(`api.${api}`),
      url && `${t('breaking.filter.url')} ${visible(secrets.text(url))}`,
      text && `${t('breaking.filter.text')} “${visible(text)}”`,
    ].filter(Boolean);
  };
  return <bdi class="break-filter">{words().join(' · ') || t('breaking.all')}</bdi>;
}

/** Tells those who do not see it of the newest one. */
function Announcement(props: { held: readonly HeldMessage[] }) {
  const { t, secrets } = usePanel();
  const [text, setText] = createSignal('');
  createEffect(
    on(
      () => props.held.at(-1)?.id,
      () => {
        const newest = props.held.at(-1);
        if (!newest) return;
        const { name } = displayName(secrets.text(newest.url));
        setText(t('breaking.announce', t(`messages.${newest.direction}`), visible(name)));
      },
    ),
  );
  onCleanup(() => setText(''));
  return (
    <span class="break-announcement" role="status" aria-live="polite">
      {text()}
    </span>
  );
}

interface HeldRowProps {
  held: HeldMessage;
  onEdit: () => void;
  onAct: (id: string, what: 'release' | 'drop', button: HTMLElement) => void;
}

function HeldRow(props: HeldRowProps) {
  const { t, settings, secrets } = usePanel();
  const shown = createMemo(() =>
    secrets.shown() ? plain(props.held) : shownOf(props.held, settings.get('redaction')),
  );
  const url = () => secrets.text(props.held.url);
  const name = () => visible(displayName(url()).name);
  const preview = () => previewOf(shown().data.text);
  const label = (what: string) => t('breaking.of', what, `${name()} ${preview()}`.slice(0, 80));
  return (
    <li class="break-row" data-held={props.held.id}>
      <span role="img" aria-label={t(`messages.${props.held.direction}`)} title={t(`messages.${props.held.direction}`)}>
        <DirectionMark direction={props.held.direction} />
      </span>
      <bdi class="break-url" title={visible(url())}>
        {name()}
      </bdi>
      <Show when={props.held.name}>
        <bdi class="break-name">{visible(props.held.name)}</bdi>
      </Show>
      <bdi class="break-data preview">{preview()}</bdi>
      <button
        type="button"
        class="text-button"
        data-act="edit"
        aria-label={label(t('breaking.edit'))}
        onClick={props.onEdit}
      >
        {t('breaking.edit')}
      </button>
      {(['release', 'drop'] as const).map((what) => (
        <button
          type="button"
          class="text-button"
          data-act={what}
          aria-label={label(t(`breaking.${what}`))}
          onClick={(event) => props.onAct(props.held.id, what, event.currentTarget)}
        >
          {t(`breaking.${what}`)}
        </button>
      ))}
    </li>
  );
}
