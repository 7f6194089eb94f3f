// A row of choices of which one holds, as in DevTools' filter bars.
// @see https://www.w3.org/WAI/ARIA/apg/patterns/radio/
import { For, type JSX } from 'solid-js';

export interface ChipsProps<T extends string> {
  label: string;
  options: readonly { id: T; label: string }[];
  selected: T;
  onSelect: (id: T) => void;
}

export function Chips<T extends string>(props: ChipsProps<T>): JSX.Element {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const count = props.options.length;
    const at = props.options.findIndex((option) => option.id === props.selected);
    const next = (at + step + count) % count;
    const option = props.options[next];
    if (!option) return;
    props.onSelect(option.id);
    (event.currentTarget.parentElement?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="chips" role="radiogroup" aria-label={props.label}>
      <For each={props.options}>
        {(option) => (
          // biome-ignore lint/a11y/useSemanticElements: a radio input cannot be drawn as a chip in both browsers.
          <button
            type="button"
            role="radio"
            class="chip"
            aria-checked={option.id === props.selected}
            tabIndex={option.id === props.selected ? 0 : -1}
            onClick={() => props.onSelect(option.id)}
            onKeyDown={onKeyDown}
          >
            {option.label}
          </button>
        )}
      </For>
    </div>
  );
}
