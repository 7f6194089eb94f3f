// What stands where there is nothing to show: why, and what to do about it.
import { type JSX, Show } from 'solid-js';

export function Empty(props: { title: string; text?: string; hint?: string; children?: JSX.Element }) {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      <Show when={props.text}>
        <p>{props.text}</p>
      </Show>
      <Show when={props.hint}>
        <p>{props.hint}</p>
      </Show>
      {props.children}
    </div>
  );
}
