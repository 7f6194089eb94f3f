// One rule: which requests of the page are answered, what comes after the last recording, and what goes wrong on the way.
import { For, Show } from 'solid-js';
import type { Afterwards } from '../../replay/play/rules.ts';
import { usePanel } from '../panel-context.tsx';
import type { Edits, RuleDraft } from './draft.ts';
import { FaultFields } from './fault-fields.tsx';

const AFTERWARDS = ['network', 'again', 'last', 'refuse'] as const;

export function RuleCard(props: { rule: RuleDraft; onEdit: (edits: Edits) => void }) {
  const { t, secrets, store } = usePanel();
  // As recorded: what is being written must not turn into dots under the hands.
  const recorded = props.rule.url;
  const first = store.get(props.rule.ids[0] ?? '');
  const shown = () => (first ? secrets.of(first).text(recorded) : secrets.text(recorded));
  const masked = () => props.rule.url === recorded && shown() !== recorded;
  /** The others are always GET, and have no body. */
  const hasMethod = () => props.rule.api === 'fetch' || props.rule.api === 'xhr';
  return (
    <fieldset class="play-rule">
      <legend>
        {t(`api.${props.rule.api}`)} · {t('play.answers', props.rule.ids.length)}
      </legend>
      <label class="form-field">
        {t('play.url')}
        <input
          type="text"
          spellcheck={false}
          readOnly={masked()}
          title={t(masked() ? 'play.urlMasked' : 'play.urlTitle')}
          value={masked() ? shown() : props.rule.url}
          onInput={(event) => props.onEdit({ url: event.currentTarget.value })}
        />
      </label>
      <div class="form-row">
        <Show when={hasMethod()}>
          <label class="form-field short">
            {t('play.method')}
            <input
              type="text"
              spellcheck={false}
              placeholder={t('play.any')}
              value={props.rule.method}
              onInput={(event) => props.onEdit({ method: event.currentTarget.value })}
            />
          </label>
          <label class="form-field">
            {t('play.body')}
            <input
              type="text"
              spellcheck={false}
              placeholder={t('play.any')}
              value={props.rule.body}
              onInput={(event) => props.onEdit({ body: event.currentTarget.value })}
            />
          </label>
        </Show>
        <label class="form-field">
          {t('play.afterwards')}
          <select onChange={(event) => props.onEdit({ afterwards: event.currentTarget.value as Afterwards })}>
            <For each={AFTERWARDS}>
              {(each) => (
                <option value={each} selected={each === props.rule.afterwards}>
                  {t(`play.after.${each}`)}
                </option>
              )}
            </For>
          </select>
        </label>
        <label class="form-field short">
          {t('play.pauseAt')}
          <input
            type="text"
            inputmode="numeric"
            title={t('play.pauseAtTitle')}
            placeholder={t('play.never')}
            value={props.rule.pauseAt}
            onInput={(event) => props.onEdit({ pauseAt: event.currentTarget.value })}
          />
        </label>
      </div>
      <FaultFields api={props.rule.api} faults={props.rule.faults} onFaults={(faults) => props.onEdit({ faults })} />
    </fieldset>
  );
}
