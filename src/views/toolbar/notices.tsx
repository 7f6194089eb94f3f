// The list of what went wrong on the way from the page, newest first.
import { For, Show } from 'solid-js';
import { timesOf } from '../../store/notice.ts';
import { usePanel } from '../panel-context.tsx';
import { wordsOf } from './notice-words.ts';

/** More than anybody reads; the count on the button stays exact. */
const SHOWN = 200;

export function Notices() {
  const { t, format, live, store, secrets } = usePanel();
  const newest = () => {
    live.revision();
    return store.notices.slice(-SHOWN).reverse();
  };
  return (
    <ul class="notices">
      <For each={newest()}>
        {(notice) => (
          <li>
            <time title={format.dateTime(notice.time)}>{format.clock(notice.time)}</time>
            <span class={`notice-kind ${notice.kind}`}>{t(`notices.${notice.kind}`)}</span>
            <bdi>{secrets.text(wordsOf(notice, { t, format }))}</bdi>
            <Show when={timesOf(notice) > 1}>
              <span class="notice-count">{t('notices.times', format.number(timesOf(notice)))}</span>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
