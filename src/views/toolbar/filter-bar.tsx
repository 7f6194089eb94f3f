// The second line of the panel: the query and the choice of API.
import { usePanel } from '../panel-context.tsx';
import { Chips } from '../ui/chips.tsx';
import { FilterBox } from '../ui/filter-box.tsx';
import { FilterIcon } from '../ui/icons.tsx';

/** `websocket` stands for WebSocketStream too: it is the same protocol. */
export type ApiChoice = 'all' | 'fetch' | 'xhr' | 'eventsource' | 'websocket';

export interface FilterBarProps {
  query: string;
  onQuery: (query: string) => void;
  error: string;
  api: ApiChoice;
  onApi: (api: ApiChoice) => void;
  inputRef: (input: HTMLInputElement) => void;
}

export function FilterBar(props: FilterBarProps) {
  const { t } = usePanel();
  const options = () =>
    [
      { id: 'all', label: t('filter.all') },
      { id: 'fetch', label: t('api.fetch') },
      { id: 'xhr', label: t('api.xhr') },
      { id: 'eventsource', label: t('api.eventsource') },
      { id: 'websocket', label: t('api.websocket') },
    ] as const;
  return (
    <search class="filter-bar">
      <FilterIcon />
      <FilterBox
        label={t('filter.label')}
        placeholder={t('filter.placeholder')}
        title={t('filter.title')}
        clearLabel={t('filter.clear')}
        value={props.query}
        onInput={props.onQuery}
        error={props.error}
        ref={props.inputRef}
      />
      <Chips label={t('filter.chips')} options={options()} selected={props.api} onSelect={props.onApi} />
    </search>
  );
}
