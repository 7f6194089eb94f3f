// The selected message in full: what is special about it in words, and its payload as tree, text or bytes.
import { createMemo, createResource, createSignal, For, Match, Show, Switch } from 'solid-js';
import type { Decoded } from '../../decode/decoded.ts';
import { bytesOf } from '../../decode/hex.ts';
import type { Exchange } from '../../store/exchange.ts';
import type { Message } from '../../store/message-log.ts';
import { contentTypeOf } from '../details/content-type.ts';
import { usePanel } from '../panel-context.tsx';
import { CloseButton } from '../ui/close-button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { DirectionMark, WrapIcon } from '../ui/icons.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { HexView } from './hex-view.tsx';
import { JsonTree } from './json-tree.tsx';
import { TextView } from './text-view.tsx';

/** Payloads beyond this many characters or bytes are decoded only when asked for. */
const DECODED_UNASKED = 5_000_000;

export interface MessageViewProps {
  exchange: Exchange;
  seq: number;
  /** Read to learn that the exchange changed. */
  revision: () => number;
  onClose: () => void;
}

/** A log only grows, but what became of a message that was held is told later. */
const isSame = (a: Message, b: Message): boolean =>
  a.seq === b.seq && a.held === b.held && a.time === b.time && a.size === b.size;

export function MessageView(props: MessageViewProps) {
  const { t, format, decode, settings } = usePanel();
  const message = createMemo(
    () => {
      props.revision();
      return props.exchange.messages.message(props.seq);
    },
    undefined,
    { equals: isSame },
  );
  const [asked, setAsked] = createSignal(-1);
  const wanted = () => {
    const { data, seq } = message();
    if (data === null || data.length === 0) return null;
    return data.length <= DECODED_UNASKED || asked() === seq ? message() : null;
  };
  const [answer] = createResource(wanted, async ({ data, direction, seq }): Promise<Decoded & { seq: number }> => {
    const decoded = await decode.decode({
      data: data ?? '',
      api: props.exchange.api,
      contentType: contentTypeOf(props.exchange, direction),
      subprotocol: props.exchange.protocol,
    });
    return { ...decoded, seq };
  });
  // The answer for another message must not be taken for this one's.
  const decoded = () => (answer.latest?.seq === message().seq ? answer.latest : undefined);
  const views = () =>
    [
      { id: 'tree', label: t('message.tree') },
      { id: 'text', label: t('message.textView') },
      { id: 'hex', label: t('message.hex') },
    ] as const;
  // The choice stays with the person; a payload that has no tree, or is not text, shows what it has.
  const view = createMemo(() => {
    const chosen = settings.get('messageView');
    if (chosen !== 'tree' || decoded()?.tree !== undefined || (wanted() && !decoded())) return chosen;
    return message().opcode === 'binary' && decoded()?.text === undefined ? 'hex' : 'text';
  });
  const text = () => {
    const { data } = message();
    if (typeof data === 'string') return data;
    return decoded()?.text ?? new TextDecoder().decode(data ?? new Uint8Array());
  };
  // Only what is shown is made: a payload may have 100 MB.
  const shownText = createMemo(() => (view() === 'text' ? text() : ''));
  const shownBytes = createMemo(() => bytesOf(view() === 'hex' ? (message().data ?? '') : ''));

  return (
    <section class="message-view" aria-label={t('message.label')}>
      <div class="message-head">
        <Tabs
          label={t('message.views')}
          id="message-view"
          tabs={views()}
          selected={view()}
          onSelect={(id) => settings.set('messageView', id)}
          class="small"
        />
        <Facts exchange={props.exchange} message={message()} />
        <Show when={view() === 'text'}>
          <button
            type="button"
            class="button"
            aria-pressed={settings.get('wrap')}
            aria-label={t('message.wrap')}
            title={t('message.wrap')}
            onClick={() => settings.set('wrap', !settings.get('wrap'))}
          >
            <WrapIcon />
          </button>
        </Show>
        <CopyButton text={text} />
        <CloseButton label={t('details.close')} onClick={() => props.onClose()} />
      </div>
      <Remarks message={message()} />
      <Show when={!wanted() && message().data?.length}>
        <p class="remark">
          {t('message.tooLarge')}{' '}
          <button type="button" class="text-button" onClick={() => setAsked(props.seq)}>
            {t('message.decodeAnyway', format.bytes(message().size))}
          </button>
        </p>
      </Show>
      <div class="message-body" role="tabpanel" id="message-view-panel" aria-labelledby={`message-view-${view()}`}>
        <Show
          when={message().data?.length}
          fallback={<p class="nothing">{message().data === null ? t('message.gone') : t('message.empty')}</p>}
        >
          <Switch>
            <Match when={view() === 'hex'}>
              <HexView bytes={shownBytes()} label={t('message.hex')} />
            </Match>
            <Match when={view() === 'text'}>
              <TextView text={shownText()} wrap={settings.get('wrap')} label={t('message.textView')} />
            </Match>
            <Match when={decoded()?.tree !== undefined && decoded()}>
              {(ready) => <JsonTree value={ready().tree ?? null} label={t('message.tree')} />}
            </Match>
            <Match when={answer.loading}>
              <p class="nothing decoding">{t('message.decoding')}</p>
            </Match>
          </Switch>
          <Show when={view() !== 'hex' && decoded()?.error}>
            {(error) => (
              <p class="remark bad">
                {t('message.decodeError', error().message)}
                {error().offset === undefined ? '' : t('message.at', format.number(error().offset ?? 0))}
              </p>
            )}
          </Show>
        </Show>
      </div>
    </section>
  );
}

function Facts(props: { exchange: Exchange; message: Message }) {
  const { t, format } = usePanel();
  const m = () => props.message;
  return (
    <div class="message-facts">
      <DirectionMark direction={m().direction} />
      <span>{t('message.number', format.number(m().seq))}</span>
      <span title={format.dateTime(m().time)}>{format.offset(m().time - props.exchange.started)}</span>
      <span>{format.bytes(m().size)}</span>
      <Show when={m().event?.name}>{(name) => <bdi>{t('message.eventName', name())}</bdi>}</Show>
      <Show when={m().event?.id}>{(id) => <bdi>{t('message.eventId', id())}</bdi>}</Show>
    </div>
  );
}

function Remarks(props: { message: Message }) {
  const { t, format } = usePanel();
  const remarks = () => {
    const m = props.message;
    return [
      m.ours && t('replay.ours'),
      m.held !== null && t(`held.${m.direction}.${m.held}`),
      m.discarded && t('message.discarded'),
      m.incomplete && t('message.incomplete'),
      m.cut && t('message.cut', format.bytes(m.data?.length ?? 0), format.bytes(m.size)),
      m.derived && t('message.derived'),
      m.event?.comment !== undefined && t('message.comment'),
      m.event?.retry !== undefined && t('messages.retryValue', format.duration(m.event.retry)),
    ].filter((remark) => remark !== false);
  };
  return <For each={remarks()}>{(remark) => <p class="remark">{remark}</p>}</For>;
}
