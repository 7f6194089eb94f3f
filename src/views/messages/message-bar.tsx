// The line above the messages: search, direction, how far the search has come.
import { Show } from 'solid-js';
import { usePanel } from '../panel-context.tsx';
import { Chips } from '../ui/chips.tsx';
import { FilterBox } from '../ui/filter-box.tsx';
import type { DirectionChoice } from './message-filter.ts';
import type { Search } from './search.ts';

export interface MessageBarProps {
  text: string;
  onText: (text: string) => void;
  direction: DirectionChoice;
  onDirection: (direction: DirectionChoice) => void;
  search: Search;
  /** Messages in the log. */
  total: number;
  /** Messages that are selected. */
  selected: number;
}

export function MessageBar(props: MessageBarProps) {
  const { t, format } = usePanel();
  const directions = () =>
    [
      { id: 'all', label: t('messages.all') },
      { id: 'sent', label: t('messages.sent') },
      { id: 'received', label: t('messages.received') },
    ] as const;
  const filtered = () => props.text !== '' || props.direction !== 'all';
  return (
    <search class="message-bar">
      <FilterBox
        label={t('messages.filter')}
        placeholder={t('messages.filterPlaceholder')}
        clearLabel={t('messages.clearFilter')}
        value={props.text}
        onInput={props.onText}
      />
      <Chips
        label={t('messages.directions')}
        options={directions()}
        selected={props.direction}
        onSelect={props.onDirection}
      />
      <span class="message-count" role="status" aria-live="polite">
        <Show when={props.selected > 1}>
          <span class="selected-count">{t('messages.selected', format.number(props.selected))}</span>
        </Show>
        <Show when={filtered()}>
          <Show
            when={props.search.progress()}
            fallback={t('messages.shown', format.number(props.search.count()), format.number(props.total))}
          >
            {(progress) =>
              props.search.stopped()
                ? t('messages.searched', format.percent(progress()))
                : t('messages.searching', format.percent(progress()))
            }
          </Show>
        </Show>
      </span>
      <Show when={props.search.progress() !== null && !props.search.stopped()}>
        <button type="button" class="text-button" onClick={() => props.search.stop()}>
          {t('messages.cancel')}
        </button>
      </Show>
    </search>
  );
}
