// The messages that a replay will send: which of them, what is written in place of them, what each waits for.
import { createSignal, For, Show } from 'solid-js';
import { previewOf } from '../../../decode/preview.ts';
import type { MessageLog } from '../../../store/message-log.ts';
import { usePanel } from '../../panel-context.tsx';
import { FoldMark } from '../../ui/icons.tsx';
import { faultOf, WRITTEN_KINDS, type Written, writtenOf } from '../data.ts';
import { DataText, KindChips } from '../data-fields.tsx';
import { Problem } from '../problem.tsx';
import { chosenPositions, type SessionChoice } from './choice.ts';

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
  const chosen = () => new Set(chosenPositions(props.choice, props.all));
  return (
    <Show when={props.all.length > 0} fallback={<p class="field-hint">{t('session.none')}</p>}>
      <ul class="sent-messages" aria-label={t('session.messages')}>
        <For each={props.all.slice(0, SHOWN)}>
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
      <Show when={props.all.length > SHOWN}>
        <p class="field-hint">{t('session.more', format.number(props.all.length - SHOWN))}</p>
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
  const wait = () => props.choice.waits.get(props.seq) ?? '';
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
        <Show when={wait().trim() !== ''}>
          <span class="row-tag">{t('session.waits')}</span>
        </Show>
      </div>
      <Show when={open()}>
        <Edit {...props} wait={wait()} edit={edit()} />
      </Show>
    </li>
  );
}

function Edit(props: SentMessageProps & { edit: Written | undefined; wait: string }) {
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
  const waitFor = (text: string) => props.onChoice({ waits: new Map(props.choice.waits).set(props.seq, text) });
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
      <label class="wait-field">
        {t('session.wait')}
        <input
          type="text"
          class="text-field mono"
          spellcheck={false}
          autocomplete="off"
          data-wait={props.seq}
          aria-label={t('session.waitOf', `${props.seq}`)}
          placeholder={t('session.waitHint')}
          value={props.wait}
          onInput={(event) => waitFor(event.currentTarget.value)}
        />
      </label>
      <Problem error={faultOf({ kind: 'json', text: props.wait })} />
    </div>
  );
}
