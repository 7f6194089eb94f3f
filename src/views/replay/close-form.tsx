// Closes the page's WebSocket with a code and a reason of the person's choice.
import { createSignal, createUniqueId, Show } from 'solid-js';
import type { Replay } from '../../replay/replay.ts';
import type { Exchange } from '../../store/exchange.ts';
import { utf8Size } from '../../store/utf8-size.ts';
import { usePanel } from '../panel-context.tsx';
import { Popover } from '../ui/popover.tsx';
import { closeFault } from './closing.ts';
import { Problem, thrown } from './problem.tsx';

export function CloseForm(props: { exchange: Exchange; replay: Replay }) {
  const { t } = usePanel();
  return (
    <div class="compose-close">
      <Popover
        label={t('compose.closeLabel')}
        title={t('compose.closeLabel')}
        place="above"
        button={t('compose.close')}
      >
        <Fields exchange={props.exchange} replay={props.replay} />
      </Popover>
    </div>
  );
}

function Fields(props: { exchange: Exchange; replay: Replay }) {
  const { t, format } = usePanel();
  const [code, setCode] = createSignal('1000');
  const [reason, setReason] = createSignal('');
  const [error, setError] = createSignal<Error | null>(null);
  const fault = () => closeFault(code(), reason());
  const faultId = createUniqueId();
  const close = async (): Promise<void> => {
    if (fault()) return;
    setError(null);
    const given = code().trim() === '' ? undefined : Number(code());
    try {
      await props.replay.close(props.exchange.id, given, reason() === '' ? undefined : reason());
    } catch (failure) {
      setError(thrown(failure));
    }
  };
  return (
    <form
      autocomplete="off"
      class="close-form"
      onSubmit={(event) => {
        event.preventDefault();
        void close();
      }}
    >
      <label>
        {t('compose.code')}
        <input
          type="text"
          inputmode="numeric"
          data-field="code"
          title={t('compose.codeHint')}
          aria-invalid={fault() === 'wrongCode' || fault() === 'noCode'}
          aria-describedby={fault() ? faultId : undefined}
          value={code()}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      <label>
        {t('compose.reason')}
        <input
          type="text"
          data-field="reason"
          aria-invalid={fault() === 'longReason'}
          aria-describedby={fault() ? faultId : undefined}
          value={reason()}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <p class="field-hint">
        {t('compose.codeHint')} · {t('compose.reasonSize', format.number(utf8Size(reason())))}
      </p>
      <Show when={fault()}>
        {(wrong) => (
          <p class="dialog-error" role="alert" id={faultId}>
            {t(`compose.${wrong()}`)}
          </p>
        )}
      </Show>
      <Problem error={error()} />
      <button type="submit" class="text-button primary" disabled={fault() !== null}>
        {t('compose.closeNow')}
      </button>
    </form>
  );
}
