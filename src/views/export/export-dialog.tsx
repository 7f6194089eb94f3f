// Asks what is to be exported, in which form, and which secrets stay out of it.
import { createEffect, createMemo, createSignal, Show } from 'solid-js';
import type { ExportFormat } from '../../har/export/export-log.ts';
import { defaultRules, type Rules, readRules } from '../../har/redact/rules.ts';
import { type Exchange, snapshotOf } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { Chips } from '../ui/chips.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RuleFields } from './rule-fields.tsx';
import { fileName, MEDIA_TYPES, runExport } from './run-export.ts';
import { createScan } from './scan.ts';
import { SecretList } from './secret-list.tsx';

export type Scope = 'all' | 'filtered' | 'selected';

export interface ExportDialogProps {
  exchanges: Record<Scope, readonly Exchange[]>;
  onClose: () => void;
}

const FORMATS: ExportFormat[] = ['har', 'har.gz', 'ndjson', 'csv', 'zip'];

export function ExportDialog(props: ExportDialogProps) {
  const panel = usePanel();
  const { t, format, settings, controls } = panel;
  // What was there when the dialog was opened: what is listed is what is written.
  const taken: Record<Scope, Exchange[]> = {
    all: props.exchanges.all.map(snapshotOf),
    filtered: props.exchanges.filtered.map(snapshotOf),
    selected: props.exchanges.selected.map(snapshotOf),
  };
  const [scope, setScope] = createSignal<Scope>(taken.filtered.length < taken.all.length ? 'filtered' : 'all');
  const [redact, setRedact] = createSignal(true);
  const [kept, setKept] = createSignal<ReadonlySet<string>>(new Set());
  const [error, setError] = createSignal('');
  // By identity: other settings that change must not start the search again.
  const saved = createMemo(() => settings.get('redaction'));
  const read = (): { rules: Rules; error: string } => {
    try {
      return { rules: { ...readRules(saved()), keep: [] }, error: '' };
    } catch (thrown) {
      return { rules: defaultRules(), error: (thrown as Error).message };
    }
  };
  const stored = createMemo(read);
  const wanted = createMemo(() => (redact() ? { exchanges: taken[scope()], rules: stored().rules } : null));
  const scan = createScan(wanted);
  // Numbers of findings hold for one search.
  createEffect(() => {
    wanted();
    setKept(new Set<string>());
  });
  const ready = () => taken[scope()].length > 0 && (!redact() || scan().redactor !== null);
  const replaced = () => scan().findings.filter(({ id }) => !kept().has(id)).length;

  const start = async () => {
    const { redactor } = scan();
    if (!ready()) return;
    for (const finding of redactor?.findings ?? []) finding.kept = kept().has(finding.id);
    const chosen = settings.get('exportFormat');
    const name = fileName(chosen, Date.now());
    try {
      const target = await controls.saveFile(name, MEDIA_TYPES[chosen]);
      if (!target) return;
      const job = { exchanges: taken[scope()], format: chosen, redactor, partial: scope() !== 'all' };
      void runExport(panel, job, name, target);
      props.onClose();
    } catch (thrown) {
      setError(t('export.failed', name, (thrown as Error).message));
    }
  };

  return (
    <Dialog label={t('export.title')} onClose={props.onClose} class="export-dialog">
      <form
        autocomplete="off"
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div class="dialog-body">
          <div class="field">
            <span class="field-name">{t('export.what')}</span>
            <Chips
              label={t('export.what')}
              options={(['all', 'filtered', 'selected'] as const)
                .filter((id) => id !== 'selected' || taken.selected.length > 0)
                .map((id) => ({ id, label: t(`export.${id}`, format.number(taken[id].length)) }))}
              selected={scope()}
              onSelect={setScope}
            />
          </div>
          <div class="field">
            <span class="field-name">{t('export.format')}</span>
            <Chips
              label={t('export.format')}
              options={FORMATS.map((id) => ({ id, label: t(`export.formats.${id.replace('.', '-') as 'har'}`) }))}
              selected={settings.get('exportFormat')}
              onSelect={(id) => settings.set('exportFormat', id)}
            />
          </div>
          <p class="field-hint">{t(`export.hints.${settings.get('exportFormat').replace('.', '-') as 'har'}`)}</p>
          <label class="check redact-switch">
            <input type="checkbox" checked={redact()} onChange={(event) => setRedact(event.currentTarget.checked)} />
            {t('export.redact')}
          </label>
          <Show when={redact()} fallback={<p class="warning">{t('export.notRedacted')}</p>}>
            <SecretList scan={scan()} kept={kept()} onKept={setKept} />
            <RuleFields rules={stored().rules} onRules={(rules) => settings.set('redaction', rules)} />
          </Show>
          <Show when={error() || stored().error || scan().error}>
            {(text) => (
              <p class="dialog-error" role="alert">
                {text()}
              </p>
            )}
          </Show>
        </div>
        <div class="dialog-foot">
          <span class="dialog-note" role="status">
            {redact() && ready() ? t('export.willReplace', format.number(replaced()), replaced()) : ''}
          </span>
          <button type="button" class="text-button" onClick={() => props.onClose()}>
            {t('tasks.cancel')}
          </button>
          <button type="submit" class="text-button primary" disabled={!ready()}>
            {t('export.export')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
