// The secrets that were found: what kind, where, how often; each can be left in.
import { For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { Finding } from '../../har/redact/redactor.ts';
import { usePanel } from '../panel-context.tsx';
import type { Scan } from './scan.ts';

/** More than anybody goes through one by one; all of them are replaced. */
const SHOWN = 300;

export interface SecretListProps {
  scan: Scan;
  /** Ids of findings that stay. */
  kept: ReadonlySet<string>;
  onKept: (kept: ReadonlySet<string>) => void;
}

export function SecretList(props: SecretListProps) {
  const { t, format } = usePanel();
  const findings = () => props.scan.findings;
  const keep = (ids: readonly string[], on: boolean) => {
    const next = new Set(props.kept);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    props.onKept(next);
  };
  const place = ({ places }: Finding) => {
    const [first] = places;
    if (!first) return '';
    return first.entry < 0 ? first.words : `${t('problems.entry', format.number(first.entry + 1))}, ${first.words}`;
  };
  const all = () => findings().map(({ id }) => id);
  return (
    <div class="secrets">
      <Show when={props.scan.progress !== null}>
        <div class="secrets-progress">
          <progress value={props.scan.progress ?? 0} max="1" aria-label={t('export.searching')} />
          {t('export.searching')}
        </div>
      </Show>
      <Show when={props.scan.redactor !== null && findings().length === 0}>
        <p class="nothing">{t('export.noSecrets')}</p>
      </Show>
      <Show when={findings().length > 0}>
        <div class="secrets-scroll">
          <table class="secrets-table" aria-label={t('export.secrets')}>
            <thead>
              <tr>
                <th>
                  <input
                    type="checkbox"
                    aria-label={t('export.replaceAll')}
                    title={t('export.replaceAll')}
                    checked={props.kept.size === 0}
                    onChange={(event) => keep(all(), !event.currentTarget.checked)}
                  />
                </th>
                <th>{t('export.kind')}</th>
                <th>{t('export.secret')}</th>
                <th>{t('export.where')}</th>
                <th class="number">{t('export.count')}</th>
              </tr>
            </thead>
            <tbody>
              <For each={findings().slice(0, SHOWN)}>
                {(finding) => (
                  <tr classList={{ kept: props.kept.has(finding.id) }}>
                    <td>
                      <input
                        type="checkbox"
                        aria-label={t('export.replace', finding.id)}
                        checked={!props.kept.has(finding.id)}
                        onChange={(event) => keep([finding.id], !event.currentTarget.checked)}
                      />
                    </td>
                    <td title={finding.placeholder}>{finding.id}</td>
                    <td class="mono">
                      <bdi>{visible(finding.preview)}</bdi>
                    </td>
                    <td class="where" title={finding.places.map(({ words }) => visible(words)).join('\n')}>
                      <bdi>{visible(place(finding))}</bdi>
                    </td>
                    <td class="number">{format.number(finding.count)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
        <Show when={findings().length > SHOWN}>
          <p class="field-hint">{t('export.moreSecrets', format.number(findings().length - SHOWN))}</p>
        </Show>
      </Show>
    </div>
  );
}
