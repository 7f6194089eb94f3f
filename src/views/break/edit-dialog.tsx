// A held message in an editor: something else goes on in its place.
import { createMemo, createSignal, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { HeldMessage } from '../../replay/gate/held.ts';
import type { Replay } from '../../replay/replay.ts';
import { usePanel } from '../panel-context.tsx';
import { dataOf, WRITTEN_KINDS, type Written, writtenOf } from '../replay/data.ts';
import { DataText, KindChips } from '../replay/data-fields.tsx';
import { Problem, thrown } from '../replay/problem.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { shownOf } from './mask.ts';

export interface EditDialogProps {
  held: HeldMessage;
  replay: Replay;
  onClose: () => void;
}

export function EditDialog(props: EditDialogProps) {
  const { t, settings, secrets } = usePanel();
  // What it was when the box was opened; the log may be cleared meanwhile.
  const held = props.held;
  const original: Written = held.cut ? { kind: 'text', text: '' } : writtenOf(held.data);
  const [written, setWritten] = createSignal(original);
  const [revealed, setRevealed] = createSignal(secrets.shown());
  const [problem, setProblem] = createSignal<Error | null>(null);
  const shown = createMemo(() => shownOf(held, settings.get('redaction'), Number.POSITIVE_INFINITY));
  const masked = () => shown().masked && !revealed() && !held.cut;
  const changed = () => written().kind !== original.kind || written().text !== original.text;
  const release = async () => {
    setProblem(null);
    try {
      if (changed()) await props.replay.release(held.id, dataOf(written()));
      else await props.replay.release(held.id);
      props.onClose();
    } catch (error) {
      setProblem(thrown(error));
    }
  };
  return (
    <Dialog label={t('breaking.editTitle')} class="break-edit" onClose={props.onClose}>
      <form
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void release();
        }}
      >
        <div class="dialog-body">
          <p class="field-hint">
            {t(`breaking.directions.${held.direction}`)} ·{' '}
            <bdi>{visible(revealed() ? held.url : secrets.text(held.url))}</bdi>
          </p>
          <Show when={held.cut}>
            <p class="field-hint">{t('breaking.cut')}</p>
          </Show>
          <KindChips
            kinds={WRITTEN_KINDS}
            kind={written().kind}
            onKind={(kind) => setWritten({ ...written(), kind })}
          />
          <DataText
            ref={(area) => queueMicrotask(() => area.focus())}
            label={t('breaking.data')}
            kind={written().kind}
            text={masked() ? shown().data.text : written().text}
            readOnly={masked()}
            rows={8}
            onText={(text) => setWritten({ ...written(), text })}
            onSubmit={() => void release()}
          />
          <Show when={shown().masked && !held.cut}>
            <label class="check">
              <input
                type="checkbox"
                data-field="reveal"
                checked={revealed()}
                onChange={(event) => setRevealed(event.currentTarget.checked)}
              />
              {t('breaking.reveal')}
            </label>
            <Show when={masked()}>
              <span class="dialog-note">{t('breaking.masked')}</span>
            </Show>
          </Show>
          <Problem error={problem()} />
        </div>
        <div class="dialog-foot">
          <span class="dialog-note" />
          <button type="button" class="text-button" onClick={() => props.onClose()}>
            {t('tasks.cancel')}
          </button>
          <button type="submit" class="text-button primary">
            {t(changed() ? 'breaking.releaseEdited' : 'breaking.release')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
