// One cell of the messages grid. A log only grows, so what is read here once stays true.
import { type JSX, Show } from 'solid-js';
import { previewOf } from '../../decode/preview.ts';
import type { Exchange } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { DirectionMark } from '../ui/icons.tsx';
import { messageKind } from './message-kind.ts';

/** Characters (or bytes) looked at for a preview. */
const HEAD = 300;

export function MessageCell(props: { exchange: Exchange; seq: number; column: string }): JSX.Element {
  const { t, format } = usePanel();
  const log = props.exchange.messages;
  const { seq } = props;
  switch (props.column) {
    case 'data': {
      const { direction, event, data, discarded, incomplete, cut } = log.message(seq);
      const preview = () => {
        if (event?.comment !== undefined) return previewOf(event.comment);
        if (data === null) return t('messages.droppedPreview');
        const head = log.head(seq, HEAD);
        if (head?.length === 0 && event?.retry !== undefined) {
          return t('messages.retryValue', format.duration(event.retry));
        }
        return previewOf(head);
      };
      return (
        <>
          <span role="img" aria-label={t(`messages.${direction}`)} title={t(`messages.${direction}`)}>
            <DirectionMark direction={direction} />
          </span>
          <bdi
            class="preview"
            classList={{ gone: data === null, struck: discarded, comment: event?.comment !== undefined }}
          >
            {preview()}
          </bdi>
          <Show when={discarded || incomplete || cut}>
            <span class="row-mark" title={t(`message.${discarded ? 'discarded' : 'incomplete'}`)}>
              !
            </span>
          </Show>
        </>
      );
    }
    case 'type': {
      const { event, chunk, opcode } = log.message(seq);
      const kind = messageKind({ event, chunk, binary: opcode === 'binary', head: log.head(seq, 64) });
      return <bdi class={`kind kind-${kind}`}>{kind === 'event' ? event?.name : t(`messages.${kind}`)}</bdi>;
    }
    case 'length':
      return <>{format.bytes(log.size(seq))}</>;
    case 'time':
      return (
        <span title={format.dateTime(log.time(seq))}>
          {format.offset(Math.max(0, log.time(seq) - props.exchange.started))}
        </span>
      );
    default:
      return <>{seq === 0 ? '' : `+${format.duration(log.time(seq) - log.time(seq - 1))}`}</>;
  }
}
