// What counts as a secret: the detectors, and what a person adds to them.
import { For, Index } from 'solid-js';
import type { DetectorId, ExtraPattern, Rules } from '../../har/redact/rules.ts';
import { usePanel } from '../panel-context.tsx';

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** `/…/` is a regular expression, anything else is taken letter by letter. */
const patternOf = (line: string): ExtraPattern =>
  line.length > 2 && line.startsWith('/') && line.endsWith('/')
    ? { type: 'regexp', value: line.slice(1, -1) }
    : { type: 'literal', value: line };

const textOf = ({ type, value }: ExtraPattern): string => (type === 'regexp' ? `/${value}/` : value);

export function RuleFields(props: { rules: Rules; onRules: (rules: Rules) => void }) {
  const { t } = usePanel();
  const detectors = () => Object.keys(props.rules.detectors) as DetectorId[];
  const detect = (id: DetectorId, on: boolean) =>
    props.onRules({ ...props.rules, detectors: { ...props.rules.detectors, [id]: on } });
  const areas = () =>
    [
      {
        label: t('export.extraHeaders'),
        value: props.rules.extraHeaders.join('\n'),
        take: (text: string) => ({ extraHeaders: linesOf(text) }),
      },
      {
        label: t('export.extraKeys'),
        value: props.rules.extraKeys.join('\n'),
        take: (text: string) => ({ extraKeys: linesOf(text) }),
      },
      {
        label: t('export.extraPatterns'),
        value: props.rules.extraPatterns.map(textOf).join('\n'),
        take: (text: string) => ({ extraPatterns: linesOf(text).map(patternOf) }),
      },
    ] as const;
  return (
    <details class="rules">
      <summary>{t('export.rules')}</summary>
      <fieldset>
        <legend>{t('export.detectors')}</legend>
        <For each={detectors()}>
          {(id) => (
            <label class="check" title={t(`export.detector.${id}Title`)}>
              <input
                type="checkbox"
                data-detector={id}
                checked={props.rules.detectors[id]}
                onChange={(event) => detect(id, event.currentTarget.checked)}
              />
              {t(`export.detector.${id}`)}
            </label>
          )}
        </For>
      </fieldset>
      <div class="rule-areas">
        {/* By position: a change must not take the focus from the field that follows. */}
        <Index each={areas()}>
          {(area) => (
            <label>
              {area().label}
              <textarea
                rows="3"
                spellcheck={false}
                value={area().value}
                onChange={(event) => props.onRules({ ...props.rules, ...area().take(event.currentTarget.value) })}
              />
            </label>
          )}
        </Index>
      </div>
    </details>
  );
}
