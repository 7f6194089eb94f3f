// Asks how the session of a WebSocket is to be replayed: which messages, how fast, what to wait for, what may differ.
import { createMemo, createSignal, onCleanup, Show } from 'solid-js';
import { ReplayError } from '../../../replay/errors.ts';
import type { Replay } from '../../../replay/replay.ts';
import { REPLY_TIMEOUT } from '../../../replay/session/plan.ts';
import type { Exchange } from '../../../store/exchange.ts';
import { usePanel } from '../../panel-context.tsx';
import { Chips } from '../../ui/chips.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem, thrown } from '../problem.tsx';
import { choiceOf, chosenPositions, FIRST_CHOICE, optionsOf, type SessionChoice, sentPositions } from './choice.ts';
import { FaultLine } from './fault-line.tsx';
import { type Field, faultsOf } from './faults.ts';
import { SentMessages } from './sent-messages.tsx';
import { TargetFields } from './target-fields.tsx';

export interface SessionDialogProps {
  exchange: Exchange;
  replay: Replay;
  /** Messages that a person has selected in the list, by position; null where that is not more than one. */
  isSelected: ((seq: number) => boolean) | null;
  onClose: () => void;
  /** The new WebSocket is open. */
  onStarted: (id: string) => void;
  onShow: (id: string) => void;
}

const GAPS = ['original', 'scaled', 'asap', 'step'] as const;

export function SessionDialog(props: SessionDialogProps) {
  const { t, format } = usePanel();
  // As it was when the box was opened: an open session goes on meanwhile.
  const log = props.exchange.messages.snapshot();
  const all = sentPositions(log);
  const begin = props.isSelected ? choiceOf(all, props.isSelected) : FIRST_CHOICE;
  const [choice, setChoice] = createSignal<SessionChoice>(begin);
  const faults = createMemo(() => faultsOf(choice(), props.exchange.url));
  let form: HTMLFormElement | undefined;
  const [error, setError] = createSignal<Error | null>(null);
  const [asked, setAsked] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  let left = false;
  onCleanup(() => {
    left = true;
  });
  const change = (part: Partial<SessionChoice>) => {
    setChoice((before) => ({ ...before, ...part }));
    setError(null);
    setAsked(false);
  };
  const start = async (): Promise<void> => {
    if (busy()) return;
    if (Object.keys(faults()).length > 0) {
      form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
      return;
    }
    const confirm = asked();
    setBusy(true);
    setError(null);
    try {
      const options = { ...optionsOf(choice(), all, log), confirm };
      const { id } = await props.replay.replaySession(props.exchange.id, options);
      if (!left) props.onStarted(id);
    } catch (reason) {
      setAsked(reason instanceof ReplayError && reason.code.startsWith('confirm-'));
      setError(thrown(reason));
    } finally {
      setBusy(false);
    }
  };
  const count = createMemo(() => chosenPositions(choice(), all).length);
  const number = (field: 'from' | 'to' | 'factor' | 'replyTimeout', label: string, placeholder?: string) => (
    <label class="inline-field">
      {label}
      <input
        type="text"
        inputmode="decimal"
        class="text-field number-field"
        data-field={field}
        placeholder={placeholder}
        aria-invalid={faults()[field] !== undefined}
        aria-describedby={faults()[field] ? `session-${field}-fault` : undefined}
        value={choice()[field]}
        onInput={(event) => change({ [field]: event.currentTarget.value })}
      />
    </label>
  );
  const fault = (field: Field) => <FaultLine fault={faults()[field]} id={`session-${field}-fault`} />;
  return (
    <Dialog label={t('session.title')} onClose={props.onClose} class="session-dialog">
      <form
        autocomplete="off"
        ref={form}
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div class="dialog-body">
          <TargetFields exchange={props.exchange} choice={choice()} faults={faults()} onChoice={change} />
          <div class="field">
            <span class="field-name">{t('session.which')}</span>
            <Chips
              label={t('session.which')}
              options={[
                { id: 'all', label: t('session.all', format.number(all.length)) },
                { id: 'selected', label: t('session.selected') },
                { id: 'range', label: t('session.range') },
              ]}
              selected={choice().which}
              onSelect={(which) => change({ which })}
            />
            <Show when={choice().which === 'range'}>
              {number('from', t('session.from'))}
              {number('to', t('session.to'))}
            </Show>
          </div>
          {fault('from')}
          {fault('to')}
          <SentMessages log={log} all={all} choice={choice()} onChoice={change} />
          <div class="field">
            <span class="field-name">{t('session.gaps')}</span>
            <Chips
              label={t('session.gaps')}
              options={GAPS.map((id) => ({ id, label: t(`session.${id}`) }))}
              selected={choice().gaps}
              onSelect={(gaps) => change({ gaps })}
            />
            <Show when={choice().gaps === 'scaled'}>{number('factor', t('session.factor'))}</Show>
          </div>
          {fault('factor')}
          <p class="field-hint">{t(`session.gapHints.${choice().gaps}`)}</p>
          <div class="field">
            <label class="field-name" for="session-ignore" title={t('session.ignoreTitle')}>
              {t('session.ignore')}
            </label>
            <input
              id="session-ignore"
              type="text"
              class="text-field mono"
              spellcheck={false}
              title={t('session.ignoreTitle')}
              placeholder={t('session.ignoreHint')}
              aria-invalid={faults().ignore !== undefined}
              aria-describedby={faults().ignore ? 'session-ignore-fault' : undefined}
              value={choice().ignore}
              onInput={(event) => change({ ignore: event.currentTarget.value })}
            />
          </div>
          {fault('ignore')}
          <div class="field">
            <span class="field-name">{t('session.end')}</span>
            {number('replyTimeout', t('session.replyTimeout'), `${REPLY_TIMEOUT}`)}
            <label class="check">
              <input
                type="checkbox"
                data-field="keep-open"
                checked={choice().keepOpen}
                onChange={(event) => change({ keepOpen: event.currentTarget.checked })}
              />
              {t('session.keepOpen')}
            </label>
          </div>
          {fault('replyTimeout')}
          <Problem
            error={error()}
            onShow={(id) => {
              props.onClose();
              props.onShow(id);
            }}
          />
        </div>
        <div class="dialog-foot">
          <span class="dialog-note" role="status">
            {busy() ? t('session.opening') : t('session.hint', format.number(count()), count())}
          </span>
          <button type="button" class="text-button" onClick={() => props.onClose()}>
            {t('tasks.cancel')}
          </button>
          <button type="submit" class="text-button primary" disabled={busy()}>
            {t(asked() ? 'session.startAnyway' : 'session.start')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
