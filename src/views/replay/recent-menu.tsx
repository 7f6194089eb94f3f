// What a person sent by hand before, to be sent again.
import { For, Show } from 'solid-js';
import { previewOf, visible } from '../../decode/preview.ts';
import { usePanel } from '../panel-context.tsx';
import { Popover } from '../ui/popover.tsx';
import type { Written } from './data.ts';

export function RecentMenu(props: { onPick: (sent: Written) => void }) {
  const { t, settings } = usePanel();
  const recent = () => settings.get('recentMessages');
  return (
    <div class="recent">
      <Popover
        label={t('compose.recentLabel')}
        title={t('compose.recentLabel')}
        place="above"
        align="start"
        button={t('compose.recent')}
      >
        <Show when={recent().length > 0} fallback={<p class="nothing">{t('compose.noRecent')}</p>}>
          <div class="recent-list">
            <For each={recent()}>
              {(sent) => (
                <button
                  type="button"
                  class="button recent-item"
                  title={visible(sent.text.slice(0, 1000))}
                  onClick={() => props.onPick(sent)}
                >
                  <span class="recent-kind">{t(`replay.kinds.${sent.kind}`)}</span>
                  <bdi class="mono">{previewOf(sent.text.slice(0, 200))}</bdi>
                </button>
              )}
            </For>
          </div>
          <button type="button" class="text-button" onClick={() => settings.set('recentMessages', [])}>
            {t('compose.clearRecent')}
          </button>
        </Show>
      </Popover>
    </div>
  );
}
