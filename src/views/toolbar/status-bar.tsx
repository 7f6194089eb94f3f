// The last line of the panel: how much there is, and what must not be overlooked.
import { Show } from 'solid-js';
import { countNotices } from '../../store/notices.ts';
import { usePanel } from '../panel-context.tsx';
import { NoticeIcon } from '../ui/icons.tsx';
import { Popover } from '../ui/popover.tsx';
import { Notices } from './notices.tsx';

export function StatusBar(props: { shown: number; selected: number }) {
  const { t, format, live, store } = usePanel();
  const total = () => {
    live.revision();
    return store.exchanges.length;
  };
  const totals = () => {
    live.revision();
    return { ...store.totals };
  };
  const notices = () => {
    live.revision();
    return countNotices(store.notices);
  };
  const exchanges = () =>
    props.shown === total()
      ? t('status.exchanges', format.number(total()), total())
      : t('status.exchangesOf', format.number(props.shown), format.number(total()));
  return (
    <footer class="status-bar">
      {/* Not live: it changes with every message, which nobody wants read aloud. */}
      <div class="status-facts" role="status" aria-live="off" aria-label={t('status.label')}>
        <span>{exchanges()}</span>
        <Show when={props.selected > 1}>
          <span class="selected-count">{t('status.selected', format.number(props.selected))}</span>
        </Show>
        <span>{t('status.messages', format.number(totals().messages), totals().messages)}</span>
        <span>{format.bytes(totals().bytes)}</span>
        <Show when={totals().lostMessages + totals().lostBytes > 0}>
          <span class="warning" title={t('status.lostTitle')}>
            {t('status.lost', format.number(totals().lostMessages), format.bytes(totals().lostBytes))}
          </span>
        </Show>
        <Show when={!live.recording()}>
          <span class="paused">{t('status.paused')}</span>
        </Show>
      </div>
      <Show when={notices() > 0}>
        <Popover
          label={t('notices.label')}
          title={t('status.notices', notices())}
          class="notices-button"
          place="above"
          button={
            <>
              <NoticeIcon />
              <span>{t('status.notices', notices())}</span>
            </>
          }
        >
          <Notices />
        </Popover>
      </Show>
    </footer>
  );
}
