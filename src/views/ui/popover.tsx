// A button that opens a small surface above the panel; Escape and a click elsewhere close it.
import { createSignal, createUniqueId, type JSX, onCleanup, Show } from 'solid-js';

export interface PopoverProps {
  /** Accessible name of the surface. */
  label: string;
  title: string;
  class?: string;
  /** What the button shows. */
  button: JSX.Element;
  /** Edges of the button that the surface is aligned with. */
  place: 'below' | 'above';
  /** The side of the button that the surface begins at; `end` where it is left out. */
  align?: 'start' | 'end';
  children: JSX.Element;
}

export function Popover(props: PopoverProps) {
  const [open, setOpen] = createSignal(false);
  const id = createUniqueId();
  let root: HTMLDivElement | undefined;
  let button: HTMLButtonElement | undefined;

  const onOutside = (event: Event) => {
    if (open() && !root?.contains(event.target as Node)) setOpen(false);
  };
  document.addEventListener('pointerdown', onOutside, true);
  onCleanup(() => document.removeEventListener('pointerdown', onOutside, true));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only catches the Escape of what it contains.
    <div
      ref={root}
      class="popover-root"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open()) return;
        event.preventDefault();
        event.stopPropagation();
        // DevTools opens its drawer, which takes the focus, with an Escape that nobody claims.
        event.preventDefault();
        setOpen(false);
        button?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        class={`button ${props.class ?? ''}`}
        title={props.title}
        aria-label={props.title}
        aria-expanded={open()}
        aria-haspopup="dialog"
        aria-controls={open() ? id : undefined}
        onClick={() => setOpen(!open())}
      >
        {props.button}
      </button>
      <Show when={open()}>
        <div id={id} class={`popover ${props.place} ${props.align ?? 'end'}`} role="dialog" aria-label={props.label}>
          {props.children}
        </div>
      </Show>
    </div>
  );
}
