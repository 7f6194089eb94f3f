// Sections of names and values, as the Headers tab of DevTools has them.
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import { useMask } from '../panel-context.tsx';
import { FoldMark } from '../ui/icons.tsx';

export function Section(props: { title: string; note?: string; actions?: JSX.Element; children: JSX.Element }) {
  const [open, setOpen] = createSignal(true);
  const id = createUniqueId();
  return (
    <section class="section">
      <div class="section-head">
        <h3>
          <button
            type="button"
            class="section-toggle"
            aria-expanded={open()}
            aria-controls={id}
            onClick={() => setOpen(!open())}
          >
            <FoldMark open={open()} />
            {props.title}
            <Show when={props.note}>
              <span class="section-note">{props.note}</span>
            </Show>
          </button>
        </h3>
        {props.actions}
      </div>
      <div id={id} class="section-body" hidden={!open()}>
        {props.children}
      </div>
    </section>
  );
}

export function Facts(props: { children: JSX.Element }) {
  return <dl class="facts">{props.children}</dl>;
}

/**
 * One name with its value; nothing at all where the value is empty. Text values are shown as text, in their own
 * direction, without their secrets.
 */
export function Fact(props: { name: string; value: JSX.Element; bad?: boolean }) {
  const mask = useMask();
  return (
    <Show when={props.value !== '' && props.value !== null && props.value !== undefined}>
      <div class="fact">
        <dt>{props.name}</dt>
        <dd classList={{ bad: props.bad === true }}>
          <bdi>{typeof props.value === 'string' ? visible(mask.text(props.value)) : props.value}</bdi>
        </dd>
      </div>
    </Show>
  );
}

export function Headers(props: { headers: readonly (readonly [name: string, value: string])[]; none: string }) {
  const mask = useMask();
  return (
    <Show when={props.headers.length > 0} fallback={<p class="nothing">{props.none}</p>}>
      <dl class="facts">
        <For each={props.headers}>
          {([name, value]) => (
            <div class="fact">
              <dt>
                <bdi>{visible(name)}</bdi>
              </dt>
              <dd>
                <bdi>{visible(mask.header(name, value))}</bdi>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </Show>
  );
}
