// The messages that a replay will send: which of them, what is written in place of them, what each waits for.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { previewOf } from '../../../decode/preview.ts';
import type { MessageLog } from '../../../store/message-log.ts';
import { usePanel } from '../../panel-context.tsx';
import { FoldMark } from '../../ui/icons.tsx';
import { WRITTEN_KINDS, type Written, writtenOf } from '../data.ts';
import { DataText, KindChips } from '../data-fields.tsx';
import { chosenPositions, isWaiting, NO_WAIT, type SessionChoice, type WaitChoice } from './choice.ts';
import { WaitFields } from './wait-fields.tsx';

export interface SentMessagesProps {
  log: MessageLog;
  /** Positions of all that can be sent. */
  all: readonly number[];
  choice: SessionChoice;
  onChoice: (part: Partial<SessionChoice>) => void;
}

/** More than anybody goes through one by one. */
const SHOWN = 200;
/** Characters of a message that are shown. */
const HEAD = 200;

export function SentMessages(props: SentMessagesProps) {
  const { t, format } = usePanel();
  const chosen = createMemo(() => new Set(chosenPositions(props.choice, props.all)));
  // Where a person has selected some of very many, those are what is to be seen.
  const listed = props.choice.which === 'selected' ? props.all.filter((seq) => !props.choice.left.has(seq)) : props.all;
  const shown = props.all.length > SHOWN && listed.length < props.all.length ? listed : props.all;
  return (
    <Show when={props.all.length > 0} fallback={<p class="field-hint">{t('session.none')}</p>}>
      <ul class="sent-messages" aria-label={t('session.messages')}>
        <For each={shown.slice(0, SHOWN)}>
          {(seq) => (
            <SentMessage
              seq={seq}
              log={props.log}
              choice={props.choice}
              onChoice={props.onChoice}
              chosen={chosen().has(seq)}
            />
          )}
        </For>
      </ul>
      <Show when={shown.length > SHOWN}>
        <p class="field-hint">{t('session.more', format.number(shown.length - SHOWN))}</p>
      </Show>
    </Show>
  );
}

interface SentMessageProps extends Omit<SentMessagesProps, 'all'> {
  seq: number;
  chosen: boolean;
}

function SentMessage(props: SentMessageProps) {
  const { t } = usePanel();
  const [open, setOpen] = createSignal(false);
  const edit = () => props.choice.edits.get(props.seq);
  const wait = () => props.choice.waits.get(props.seq) ?? NO_WAIT;
  const pick = (on: boolean) => {
    const left = new Set(props.choice.left);
    if (on) left.delete(props.seq);
    else left.add(props.seq);
    props.onChoice({ left });
  };
  const preview = () => {
    const written = edit();
    if (written) return previewOf(written.text.slice(0, HEAD));
    const head = props.log.head(props.seq, HEAD);
    return head === null ? t('messages.droppedPreview') : previewOf(head);
  };
  return (
    <li class="sent-message" classList={{ out: !props.chosen }}>
      <div class="sent-line">
        <Show when={props.choice.which === 'selected'}>
          <input
            type="checkbox"
            aria-label={t('session.pick', `${props.seq}`)}
            data-pick={props.seq}
            checked={props.chosen}
            onChange={(event) => pick(event.currentTarget.checked)}
          />
        </Show>
        <button
          type="button"
          class="sent-open"
          aria-expanded={open()}
          aria-label={t('session.edit', `${props.seq}`)}
          data-edit={props.seq}
          onClick={() => setOpen(!open())}
        >
          <FoldMark open={open()} />
          <span class="change-seq">#{props.seq}</span>
          <bdi class="mono">{preview()}</bdi>
        </button>
        <Show when={edit()}>
          <span class="row-tag">{t('replay.edited')}</span>
        </Show>
        <Show when={isWaiting(wait())}>
          <span class="row-tag">{t('session.waits')}</span>
        </Show>
      </div>
      <Show when={open()}>
        <Edit {...props} wait={wait()} edit={edit()} />
      </Show>
    </li>
  );
}

function Edit(props: SentMessageProps & { edit: Written | undefined; wait: WaitChoice }) {
  const { t } = usePanel();
  const data = props.log.data(props.seq);
  const recorded = writtenOf(data ?? '');
  const written = () => props.edit ?? recorded;
  const write = (next: Written | null) => {
    const edits = new Map(props.choice.edits);
    if (next === null || (data !== null && next.kind === recorded.kind && next.text === recorded.text))
      edits.delete(props.seq);
    else edits.set(props.seq, next);
    props.onChoice({ edits });
  };
  const waitFor = (wait: WaitChoice) => props.onChoice({ waits: new Map(props.choice.waits).set(props.seq, wait) });
  return (
    <div class="sent-edit">
      <div class="compose-line">
        <KindChips kinds={WRITTEN_KINDS} kind={written().kind} onKind={(kind) => write({ ...written(), kind })} />
        <Show when={props.edit}>
          <button type="button" class="text-button" onClick={() => write(null)}>
            {t('session.restore')}
          </button>
        </Show>
      </div>
      <DataText
        label={t('session.editOf', `${props.seq}`)}
        kind={written().kind}
        text={written().text}
        rows={3}
        onText={(text) => write({ kind: written().kind, text })}
      />
      <WaitFields log={props.log} seq={props.seq} wait={props.wait} onWait={waitFor} />
    </div>
  );
}
