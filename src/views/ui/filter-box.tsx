// A search field that can be cleared, says what is wrong with its query, and gives Escape back once it is empty.
import { createUniqueId, Show } from 'solid-js';
import { CloseIcon } from './icons.tsx';

export interface FilterBoxProps {
  label: string;
  placeholder: string;
  title?: string;
  clearLabel: string;
  value: string;
  onInput: (value: string) => void;
  /** What is wrong with the query; empty where nothing is. */
  error?: string;
  ref?: (input: HTMLInputElement) => void;
}

export function FilterBox(props: FilterBoxProps) {
  const id = createUniqueId();
  let input: HTMLInputElement | undefined;
  return (
    <div class="filter-box" classList={{ invalid: Boolean(props.error), filled: props.value !== '' }}>
      <input
        ref={(element) => {
          input = element;
          props.ref?.(element);
        }}
        type="search"
        spellcheck={false}
        autocomplete="off"
        aria-label={props.label}
        title={props.title}
        placeholder={props.placeholder}
        aria-invalid={Boolean(props.error)}
        aria-describedby={props.error ? id : undefined}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || props.value === '') return;
          event.preventDefault();
          event.stopPropagation();
          props.onInput('');
        }}
      />
      <Show when={props.value !== ''}>
        <button
          type="button"
          class="filter-clear"
          aria-label={props.clearLabel}
          title={props.clearLabel}
          onClick={() => {
            props.onInput('');
            input?.focus();
          }}
        >
          <CloseIcon />
        </button>
      </Show>
      <Show when={props.error}>
        <div id={id} class="filter-error" role="alert">
          {props.error}
        </div>
      </Show>
    </div>
  );
}
