// A modal surface. The platform's own <dialog> keeps the focus inside, closes with Escape and gives the focus back.
// @see https://html.spec.whatwg.org/multipage/interactive-elements.html#the-dialog-element
import { type JSX, onCleanup, onMount } from 'solid-js';
import { usePanel } from '../panel-context.tsx';
import { CloseButton } from './close-button.tsx';

export function Dialog(props: { label: string; class?: string; onClose: () => void; children: JSX.Element }) {
  const { t } = usePanel();
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  // However it goes, it gives the focus back.
  onCleanup(() => dialog?.close());
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.class ?? ''}`}
      aria-label={props.label}
      onClose={() => props.onClose()}
      // Keys of the panel behind it must not act while it is open.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="dialog-head">
        <h2>{props.label}</h2>
        <CloseButton label={t('tasks.close')} onClick={() => dialog?.close()} />
      </div>
      {props.children}
    </dialog>
  );
}
