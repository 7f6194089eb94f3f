// A row of tabs: arrow keys move between them, the shown one takes the focus.
// @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
import { Index, type JSX, Show } from 'solid-js';

export interface TabsProps<T extends string> {
  label: string;
  /** Prefix of the ids of tabs and panel. */
  id: string;
  tabs: readonly { id: T; label: string; badge?: string }[];
  selected: T;
  onSelect: (id: T) => void;
  class?: string;
}

export function Tabs<T extends string>(props: TabsProps<T>): JSX.Element {
  const onKeyDown = (event: KeyboardEvent) => {
    const at = props.tabs.findIndex((tab) => tab.id === props.selected);
    const last = props.tabs.length - 1;
    const targets: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const target = props.tabs[targets[event.key] ?? -1];
    if (!target) return;
    event.preventDefault();
    props.onSelect(target.id);
    document.getElementById(`${props.id}-${target.id}`)?.focus();
  };
  return (
    <div class={`tabs ${props.class ?? ''}`} role="tablist" aria-label={props.label}>
      {/* By position: a badge that counts must not take the focus from its tab. */}
      <Index each={props.tabs}>
        {(tab) => (
          <button
            type="button"
            role="tab"
            id={`${props.id}-${tab().id}`}
            class="tab"
            aria-selected={tab().id === props.selected}
            aria-controls={`${props.id}-panel`}
            tabIndex={tab().id === props.selected ? 0 : -1}
            onClick={() => props.onSelect(tab().id)}
            onKeyDown={onKeyDown}
          >
            {tab().label}
            <Show when={tab().badge}>
              <span class="badge">{tab().badge}</span>
            </Show>
          </button>
        )}
      </Index>
    </div>
  );
}
