// Sends a recorded request again, as it was or edited, when the person presses Send.
import { createMemo, createSignal, onCleanup, Show } from 'solid-js';
import { ReplayError } from '../../../replay/errors.ts';
import type { Replay } from '../../../replay/replay.ts';
import { isIdempotent } from '../../../replay/request.ts';
import type { Exchange } from '../../../store/exchange.ts';
import { usePanel } from '../../panel-context.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem, thrown } from '../problem.tsx';
import { createForm } from './create-form.ts';
import { canResume, editsOf, lastIdAt } from './form.ts';
import { RequestFields } from './request-fields.tsx';

export interface ResendDialogProps {
  exchange: Exchange;
  revision: () => number;
  replay: Replay;
  /** Position of the message that the person has chosen, -1 for none. */
  seq: number;
  onClose: () => void;
  /** The new exchange is there. */
  onShow: (id: string) => void;
}

const parsed = (url: string, base: string): URL | null => (URL.canParse(url, base) ? new URL(url, base) : null);

export function ResendDialog(props: ResendDialogProps) {
  const { t, settings, secrets } = usePanel();
  const state = createForm(props.exchange, props.revision, {
    rules: () => settings.get('redaction'),
    revealed: secrets.shown(),
  });
  const { form, recorded } = state;
  const resumable = canResume(props.exchange);
  const [resume, setResume] = createSignal(false);
  const at = props.seq >= 0 ? props.seq : Number.POSITIVE_INFINITY;
  const [eventId, setEventId] = createSignal(lastIdAt(props.exchange, at));
  const [error, setError] = createSignal<Error | null>(null);
  const [question, setQuestion] = createSignal<ReplayError | null>(null);
  const [busy, setBusy] = createSignal(false);
  let left = false;
  onCleanup(() => {
    left = true;
  });
  const target = createMemo(() => parsed(form().url, props.exchange.url));
  const recordedOrigin = parsed(props.exchange.url, props.exchange.url)?.origin ?? '';
  const changed = () => {
    setError(null);
    setQuestion(null);
  };

  const send = async (): Promise<void> => {
    if (busy()) return;
    const edits = editsOf(recorded(), form());
    const confirm = question() !== null;
    setBusy(true);
    changed();
    try {
      const { id } = await props.replay.resend(props.exchange.id, {
        ...edits,
        ...(resumable && resume() && { lastEventId: eventId() }),
        confirm,
      });
      if (left) return;
      props.onClose();
      props.onShow(id);
    } catch (reason) {
      const asks = reason instanceof ReplayError && reason.code.startsWith('confirm-');
      if (asks) setQuestion(reason as ReplayError);
      else setError(thrown(reason));
    } finally {
      setBusy(false);
    }
  };
  const questions = () => {
    const asked = question();
    const to = target();
    if (!asked || !to) return [];
    const method = form().method.toUpperCase();
    return [
      asked.code === 'confirm-origin' && t('resend.askOrigin', to.origin),
      !isIdempotent(method) && t('resend.askMethod', method, to.host),
    ].filter((text) => text !== false);
  };

  return (
    <Dialog label={t('resend.title')} onClose={props.onClose} class="resend-dialog">
      <form
        autocomplete="off"
        method="dialog"
        onInput={changed}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="dialog-body">
          <RequestFields
            exchange={props.exchange}
            state={state}
            changed={changed}
            otherOrigin={target() && target()?.origin !== recordedOrigin ? recordedOrigin : ''}
          />
          <Show when={resumable}>
            <div class="field">
              <label class="check" title={t('resend.resumeTitle')}>
                <input
                  type="checkbox"
                  data-field="resume"
                  checked={resume()}
                  onChange={(event) => setResume(event.currentTarget.checked)}
                />
                {t('resend.resume')}
              </label>
              <input
                type="text"
                class="text-field mono"
                spellcheck={false}
                data-field="event-id"
                aria-label={t('resend.eventId')}
                disabled={!resume()}
                value={eventId()}
                onInput={(event) => setEventId(event.currentTarget.value)}
              />
            </div>
          </Show>
          <Problem
            error={error()}
            onShow={(id) => {
              props.onClose();
              props.onShow(id);
            }}
          />
          <Show when={questions().length > 0}>
            <p class="warning" role="alert">
              {questions().join(' ')}
            </p>
          </Show>
        </div>
        <div class="dialog-foot">
          <span class="dialog-note" role="status">
            {busy() ? t('resend.waiting') : t('resend.hint')}
          </span>
          <button type="button" class="text-button" onClick={() => props.onClose()}>
            {t('tasks.cancel')}
          </button>
          <button type="submit" class="text-button primary" disabled={busy()}>
            {t(question() ? 'resend.sendAnyway' : 'resend.send')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
