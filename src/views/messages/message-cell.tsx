// One cell of the messages grid.
import { type JSX, Show } from 'solid-js';
import { previewOf, visible } from '../../decode/preview.ts';
import type { Message } from '../../store/message-log.ts';
import { usePanel } from '../panel-context.tsx';
import { DirectionMark } from '../ui/icons.tsx';
import { messageKind } from './message-kind.ts';

/** A message as its row shows it. A log only grows: but for what became of one that was held, it never changes. */
export interface MessageItem {
  message: Message;
  /** The beginning of the payload; null where it was let go. */
  head: string | Uint8Array | null;
  /** Epoch ms; null for the first message. */
  before: number | null;
  /** Start of the exchange, epoch ms. */
  started: number;
}

interface CellProps {
  item: MessageItem;
}

function DataCell(props: CellProps) {
  const { t, format } = usePanel();
  const m = () => props.item.message;
  const preview = () => {
    const { event, data } = m();
    if (event?.comment !== undefined) return previewOf(event.comment);
    if (data === null) return t('messages.droppedPreview');
    if (data.length === 0 && event?.retry !== undefined) return t('messages.retryValue', format.duration(event.retry));
    return previewOf(props.item.head);
  };
  const mark = () => {
    if (m().discarded) return t('message.discarded');
    if (m().incomplete) return t('message.incomplete');
    return m().cut ? t('message.cut', format.bytes(m().data?.length ?? 0), format.bytes(m().size)) : '';
  };
  const held = () => {
    const { held: outcome, direction } = m();
    return outcome && t(`held.${direction}.${outcome}`);
  };
  return (
    <>
      <span role="img" aria-label={t(`messages.${m().direction}`)} title={t(`messages.${m().direction}`)}>
        <DirectionMark direction={m().direction} />
      </span>
      <bdi
        class="preview"
        classList={{
          gone: m().data === null,
          struck: m().discarded || m().held === 'dropped' || m().held === 'edited',
          comment: m().event?.comment !== undefined,
        }}
      >
        {preview()}
      </bdi>
      <Show when={m().ours}>
        <span class="row-mark ours" role="img" aria-label={t('replay.ours')} title={t('replay.ours')}>
          ✎
        </span>
      </Show>
      <Show when={held()}>
        {(word) => (
          <span class="row-mark held" role="img" aria-label={word()} title={word()}>
            ∥
          </span>
        )}
      </Show>
      <Show when={mark()}>
        <span class="row-mark" role="img" aria-label={mark()} title={mark()}>
          !
        </span>
      </Show>
    </>
  );
}

function TypeCell(props: CellProps) {
  const { t } = usePanel();
  const kind = () => {
    const { event, chunk, opcode } = props.item.message;
    return messageKind({ event, chunk, binary: opcode === 'binary', head: props.item.head });
  };
  const word = () => {
    const known = kind();
    return known === 'event' ? visible(props.item.message.event?.name ?? '') : t(`messages.${known}`);
  };
  return <bdi class={`kind kind-${kind()}`}>{word()}</bdi>;
}

export function MessageCell(props: CellProps & { column: string }): JSX.Element {
  const { format } = usePanel();
  const time = () => props.item.message.time;
  switch (props.column) {
    case 'data':
      return <DataCell item={props.item} />;
    case 'type':
      return <TypeCell item={props.item} />;
    case 'length':
      return <>{format.bytes(props.item.message.size)}</>;
    case 'time':
      return <span title={format.dateTime(time())}>{format.offset(Math.max(0, time() - props.item.started))}</span>;
    default:
      return <>{props.item.before === null ? '' : `+${format.duration(time() - props.item.before)}`}</>;
  }
}
