// While something is played: what, how far it is, and the ways to stop time, to go on and to end it.
import { createSignal, For, onCleanup, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { PlayProgress } from '../../replay/play/player.ts';
import type { PlayAction, Replay } from '../../replay/replay.ts';
import { displayName } from '../exchanges/display-name.ts';
import { usePanel } from '../panel-context.tsx';
import { Popover } from '../ui/popover.tsx';

/** More than anybody reads. */
const SHOWN = 50;

export function PlayBar(props: { replay: Replay }) {
  const { t, format, secrets } = usePanel();
  const [progress, setProgress] = createSignal(props.replay.playProgress());
  onCleanup(props.replay.watchPlay(() => setProgress(props.replay.playProgress())));
  const control = (action: PlayAction) => {
    // Where the play has ended meanwhile there is nothing left to control.
    props.replay.controlPlay(action).catch(() => {});
  };
  const matched = () => progress().rules.reduce((sum, rule) => sum + rule.matched, 0);
  const recordings = () => progress().rules.reduce((sum, rule) => sum + rule.recorded.length, 0);
  const latest = () => progress().shows.at(-1);
  const paused = () => progress().state === 'paused';
  return (
    <Show when={progress().state !== 'stopped'}>
      <section class="play-bar" classList={{ paused: paused() }} aria-label={t('play.bar')}>
        <span class="play-state" role="status">
          {paused() ? t('play.paused') : t('play.playing')}
        </span>
        <span>{t('play.matched', format.number(matched()), format.number(recordings()))}</span>
        <Show when={latest()}>
          {(show) => (
            <bdi class="play-latest" title={visible(secrets.text(show().url))}>
              {visible(displayName(secrets.text(show().url)).name)}{' '}
              {t('play.given', format.number(show().given), format.number(show().total))}
            </bdi>
          )}
        </Show>
        <span class="play-space" />
        <Popover label={t('play.details')} title={t('play.details')} place="above" button={t('play.details')}>
          <PlayFacts progress={progress()} />
        </Popover>
        <button type="button" class="text-button" title={t('play.reloadTitle')} onClick={() => control('reload')}>
          {t('play.reload')}
        </button>
        <button type="button" class="text-button" disabled={!paused()} onClick={() => control('step')}>
          {t('play.step')}
        </button>
        <button type="button" class="text-button" onClick={() => control(paused() ? 'continue' : 'pause')}>
          {paused() ? t('play.continue') : t('play.pause')}
        </button>
        <button type="button" class="text-button primary" onClick={() => void props.replay.stopPlay()}>
          {t('play.stop')}
        </button>
      </section>
    </Show>
  );
}

function PlayFacts(props: { progress: PlayProgress }) {
  const { t, format, secrets } = usePanel();
  const shows = () => props.progress.shows.slice(-SHOWN).reverse();
  return (
    <div class="play-facts">
      <p>{t('play.documents', props.progress.documents)}</p>
      <p class="field-hint">{t('play.note')}</p>
      <ul>
        <For each={props.progress.rules}>
          {(rule) => (
            <li>
              <bdi>{visible(`${rule.method ?? t('play.any')} ${secrets.text(rule.url)}`)}</bdi>
              <span>{t('play.matched', format.number(rule.matched), format.number(rule.recorded.length))}</span>
            </li>
          )}
        </For>
      </ul>
      <ul>
        <For each={shows()}>
          {(show) => (
            <li>
              <bdi>{visible(displayName(secrets.text(show.url)).name)}</bdi>
              <span>
                {t('play.given', format.number(show.given), format.number(show.total))} · {t(`play.show.${show.state}`)}
              </span>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
