// How much of each opaque binary body is kept: a person's choice among the options.
import { createSignal, createUniqueId, onCleanup, Show } from 'solid-js';
import { MOST_KEPT } from '../../settings/settings.ts';
import { usePanel } from '../panel-context.tsx';

export function BodyCap() {
  const { t, format, settings } = usePanel();
  const [refused, setRefused] = createSignal(false);
  const hint = createUniqueId();
  let given = '';
  const look = (text: string) => {
    given = text.trim();
    setRefused(!/^\d{1,3}$/.test(given) || Number(given) > MOST_KEPT);
  };
  /** Once it is written: its first digits are numbers, too. */
  const commit = () => {
    if (given !== '' && !refused()) settings.set('bodyCap', Number(given));
  };
  // The options may be closed while it is being written.
  onCleanup(commit);
  return (
    <fieldset>
      <legend>{t('toolbar.binaries')}</legend>
      <label class="check body-cap">
        {t('toolbar.bodyCap')}
        <input
          type="text"
          inputmode="numeric"
          autocomplete="off"
          value={settings.get('bodyCap')}
          aria-invalid={refused()}
          aria-describedby={hint}
          onInput={(event) => look(event.currentTarget.value)}
          onChange={commit}
        />
        MiB
      </label>
      <p class="field-hint" id={hint} role="status">
        <Show when={refused()} fallback={t('toolbar.bodyCapHint')}>
          {t('toolbar.bodyCapRefused', format.number(MOST_KEPT))}
        </Show>
      </p>
    </fieldset>
  );
}
