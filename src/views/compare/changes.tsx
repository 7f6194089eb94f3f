// The messages in which two exchanges differ, A on the left, B on the right.
import { For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { ExchangePair, MessageChange } from '../../har/compare.ts';
import type { MessageLog } from '../../store/message-log.ts';
import { usePanel } from '../panel-context.tsx';
import { DirectionMark } from '../ui/icons.tsx';

/** More than anybody reads. */
const SHOWN = 200;
/** Characters of a message that are shown. */
const HEAD = 400;

export function Changes(props: { pair: ExchangePair }) {
  const { t, format } = usePanel();
  const positions = (change: MessageChange) => ({
    a: change.kind === 'only-b' ? null : change.a,
    b: change.kind === 'only-a' ? null : change.b,
  });
  return (
    <>
      <Show when={props.pair.byPosition}>
        <p class="field-hint">{t('compare.byPosition')}</p>
      </Show>
      <div class="changes">
        <For each={props.pair.changes.slice(0, SHOWN)}>
          {(change) => (
            <>
              <Side log={props.pair.a.messages} at={positions(change).a} side="a" />
              <Side log={props.pair.b.messages} at={positions(change).b} side="b" />
            </>
          )}
        </For>
      </div>
      <Show when={props.pair.changes.length > SHOWN}>
        <p class="field-hint">{t('compare.more', format.number(props.pair.changes.length - SHOWN))}</p>
      </Show>
    </>
  );
}

/** One message of one of the two logs; empty where it has none. */
export function Side(props: { log: MessageLog; at: number | null; side: 'a' | 'b' }) {
  const { t, format } = usePanel();
  const text = (at: number) => {
    const head = props.log.head(at, HEAD);
    if (head === null) return t('compare.gone');
    if (typeof head !== 'string') return t('compare.binary', format.bytes(props.log.size(at)));
    return visible(head) + (props.log.size(at) > HEAD ? '…' : '');
  };
  return (
    <div class={`change-side ${props.side}`} classList={{ none: props.at === null }}>
      <Show when={props.at !== null}>
        <DirectionMark direction={props.log.isSent(props.at ?? 0) ? 'sent' : 'received'} />
        <span class="change-seq">#{props.at}</span>
        <bdi>{text(props.at ?? 0)}</bdi>
      </Show>
    </div>
  );
}
