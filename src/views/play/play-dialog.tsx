// "Play to the page…": which recordings, for which requests, with which times and faults.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { Replay } from '../../replay/replay.ts';
import type { Exchange } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { Problem, thrown } from '../replay/problem.tsx';
import { SecretsCheck } from '../secrets-check.tsx';
import { Chips } from '../ui/chips.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { type Edits, givenOf, isPlayable, type RuleDraft, rulesOf, type TimingChoice, timingOf } from './draft.ts';
import { RuleCard } from './rule-card.tsx';

/** More than anybody goes through one by one. */
const SHOWN = 500;

export interface PlayDialogProps {
  replay: Replay;
  /** Those that can be chosen: as the list shows them. */
  exchanges: readonly Exchange[];
  /** Ids of those that are chosen to begin with. */
  selected: ReadonlySet<string>;
  onClose: () => void;
}

export function PlayDialog(props: PlayDialogProps) {
  const { t, secrets } = usePanel();
  // What comes in meanwhile is not to move what one is about to click.
  const exchanges = props.exchanges.filter(isPlayable);
  const begin = exchanges.filter(({ id }) => props.selected.has(id)).map(({ id }) => id);
  const beginning = new Set(begin);
  // Those that were chosen in the list are always among them.
  const listed = exchanges.filter(({ id }, i) => i < SHOWN || beginning.has(id)).slice(0, 2 * SHOWN);
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(beginning);
  const [edits, setEdits] = createSignal<Record<string, Edits>>({});
  const [timing, setTiming] = createSignal<TimingChoice>('original');
  const [times, setTimes] = createSignal('2');
  const [problem, setProblem] = createSignal<Error | null>(null);
  const rules = createMemo(() => rulesOf(exchanges.filter(({ id }) => chosen().has(id))));
  const ruleOf = (key: string): RuleDraft =>
    ({ ...rules().find((rule) => rule.key === key), ...edits()[key] }) as RuleDraft;
  // Their keys, so that editing one of them does not make all of them anew.
  const keys = createMemo(() => rules().map(({ key }) => key));
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen());
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const urlOf = (exchange: Exchange) => secrets.of(exchange).text(exchange.url);
  const hasSecrets = () => secrets.shown() || listed.some((each) => urlOf(each) !== each.url);
  const all = () => setChosen(new Set(chosen().size < exchanges.length ? exchanges.map(({ id }) => id) : []));
  const play = async (reload: boolean) => {
    setProblem(null);
    try {
      const given = keys().map((key) => givenOf(ruleOf(key)));
      await props.replay.play(given, { timing: timingOf(timing(), times()), reload });
      props.onClose();
    } catch (error) {
      setProblem(thrown(error));
    }
  };
  const timings = () =>
    (['original', 'scaled', 'asap', 'step'] as const).map((id) => ({ id, label: t(`play.timing.${id}`) }));

  return (
    <Dialog label={t('play.title')} class="play-dialog" onClose={props.onClose}>
      <form
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void play(false);
        }}
      >
        <div class="dialog-body">
          <p class="field-hint">{t('play.what')}</p>
          <fieldset class="play-list" aria-label={t('play.recordings')}>
            <For each={listed} fallback={<p class="field-hint">{t('play.none')}</p>}>
              {(exchange) => (
                <label class="check" title={visible(urlOf(exchange))}>
                  <input
                    type="checkbox"
                    data-id={exchange.id}
                    checked={chosen().has(exchange.id)}
                    onChange={(event) => choose(exchange.id, event.currentTarget.checked)}
                  />
                  <span class={`play-api api-${exchange.api}`}>{t(`api.${exchange.api}`)}</span>
                  <span>{visible(exchange.method)}</span>
                  <bdi class="play-url">{visible(urlOf(exchange))}</bdi>
                  <span class="field-hint">{t('play.received', exchange.messages.received)}</span>
                </label>
              )}
            </For>
          </fieldset>
          <Show when={exchanges.length > listed.length}>
            <p class="field-hint">{t('play.notListed', exchanges.length - listed.length)}</p>
          </Show>
          <Show when={hasSecrets()}>
            <SecretsCheck />
          </Show>
          <Show when={exchanges.length > 1}>
            <button type="button" class="text-button play-all" onClick={all}>
              {chosen().size < exchanges.length ? t('play.chooseAll') : t('play.chooseNone')}
            </button>
          </Show>
          <For each={keys()}>
            {(key) => (
              <RuleCard
                rule={ruleOf(key)}
                onEdit={(more) => setEdits({ ...edits(), [key]: { ...edits()[key], ...more } })}
              />
            )}
          </For>
          <div class="field">
            <span class="field-name">{t('play.times')}</span>
            <Chips label={t('play.times')} options={timings()} selected={timing()} onSelect={setTiming} />
            <Show when={timing() === 'scaled'}>
              <label class="play-number">
                {t('play.timesAsFast')}
                <input
                  type="text"
                  inputmode="decimal"
                  value={times()}
                  onInput={(event) => setTimes(event.currentTarget.value)}
                />
              </label>
            </Show>
          </div>
          <Problem error={problem()} />
        </div>
        <div class="dialog-foot">
          <span class="dialog-note">{t('play.note')}</span>
          <button
            type="button"
            class="text-button"
            title={t('play.reloadAndPlayTitle')}
            disabled={keys().length === 0}
            onClick={() => void play(true)}
          >
            {t('play.reloadAndPlay')}
          </button>
          <button type="submit" class="text-button primary" disabled={keys().length === 0}>
            {t('play.play')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
