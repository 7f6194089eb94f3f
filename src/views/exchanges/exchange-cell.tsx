// One cell of the exchanges grid. Every text from the page is shown as text, in a direction of its own.
import { createMemo, type JSX, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import { type Exchange, isOpen, playedOf } from '../../store/exchange.ts';
import { isAbnormalClose } from '../close-code.ts';
import { closeText, errorText } from '../details/end-text.ts';
import { usePanel } from '../panel-context.tsx';
import { exchangeState, isBad, stateTone } from '../state-word.ts';
import { ApiIcon, BrowserIcon, FileIcon, NoticeIcon, PlayIcon } from '../ui/icons.tsx';
import { activity, barsPath } from './activity.ts';
import { displayName } from './display-name.ts';
import { initiatorOf } from './initiator.ts';

/** An exchange as of one revision: a new item says that it must be read again. */
interface ExchangeItem {
  exchange: Exchange;
  revision: number;
}

interface CellProps {
  item: ExchangeItem;
}

function NameCell(props: CellProps) {
  const { t, format, store, secrets } = usePanel();
  const file = () => store.origin(props.item.exchange)?.file ?? null;
  const url = createMemo(() => secrets.of(props.item.exchange).text(props.item.exchange.url));
  const name = createMemo(() => displayName(url()));
  const lost = () => {
    const { lost } = props.item.exchange;
    if (!lost) return '';
    const messages = t('status.messages', format.number(lost.messages), lost.messages);
    return t('exchanges.lostMark', messages, format.bytes(lost.bytes));
  };
  return (
    <span class="name" title={visible(url())}>
      <ApiIcon api={props.item.exchange.api} />
      <span class="name-text">
        <bdi class="name-last">{visible(name().name)}</bdi>
        <bdi class="name-rest">{visible(name().rest)}</bdi>
      </span>
      <Show when={props.item.exchange.source === 'network' && file() === null}>
        <span class="source-mark" role="img" aria-label={t('wire.onlyBrowser')} title={t('wire.onlyBrowser')}>
          <BrowserIcon />
        </span>
      </Show>
      <Show when={file()}>
        {(name) => (
          <span
            class="source-mark"
            role="img"
            aria-label={t('import.from', visible(name()))}
            title={t('import.from', visible(name()))}
          >
            <FileIcon />
          </span>
        )}
      </Show>
      <Show when={playedOf(props.item.exchange) !== null}>
        <span class="played-mark" role="img" aria-label={t('play.mark')} title={t('play.mark')}>
          <PlayIcon />
        </span>
      </Show>
      <Show when={lost()}>
        <span class="lost-mark" role="img" aria-label={lost()} title={lost()}>
          <NoticeIcon />
        </span>
      </Show>
    </span>
  );
}

function StateCell(props: CellProps) {
  const { t, secrets } = usePanel();
  const word = () => exchangeState(props.item.exchange);
  const tone = () => (isBad(props.item.exchange) ? 'bad' : stateTone(word()));
  const why = () => {
    const { error, closed } = props.item.exchange;
    const text = (error && errorText(t, error)) ?? (closed && closeText(t, closed));
    return text === null ? undefined : visible(secrets.of(props.item.exchange).text(text));
  };
  // The word alone would not tell why it is red.
  const closeCode = () => {
    const { closed } = props.item.exchange;
    return closed && isAbnormalClose(closed.code) ? ` ${closed.code}` : '';
  };
  return (
    <span class={`state tone-${tone()}`} title={why()}>
      {t(`state.${word()}`)}
      {closeCode()}
    </span>
  );
}

function MessagesCell(props: CellProps) {
  const { t, format } = usePanel();
  const sent = () => format.number(props.item.exchange.messages.sent);
  const received = () => format.number(props.item.exchange.messages.received);
  return (
    <span class="counts" title={`${t('exchanges.sent', sent())}, ${t('exchanges.received', received())}`}>
      <span class="count" classList={{ none: sent() === '0' }}>
        <i class="sent">↑</i>
        {sent()}
      </span>
      <span class="count" classList={{ none: received() === '0' }}>
        <i class="received">↓</i>
        {received()}
      </span>
    </span>
  );
}

function BytesCell(props: CellProps) {
  const { t, format } = usePanel();
  const sent = () => props.item.exchange.bytesSent;
  const received = () => props.item.exchange.bytesReceived;
  return (
    <span title={t('exchanges.bytesTitle', format.bytes(sent()), format.bytes(received()))}>
      {format.bytes(sent() + received())}
    </span>
  );
}

function InitiatorCell(props: CellProps) {
  const { secrets } = usePanel();
  const initiator = createMemo(() => initiatorOf(props.item.exchange.stack));
  const masked = (text: string) => visible(secrets.of(props.item.exchange).text(text));
  return <Show when={initiator()}>{(found) => <bdi title={masked(found().place)}>{masked(found().name)}</bdi>}</Show>;
}

/** The last thing known to have happened on it, epoch ms. */
const lastMoment = ({ started, transitions, messages }: Exchange): number =>
  Math.max(started, transitions.at(-1)?.time ?? 0, messages.length > 0 ? messages.time(messages.length - 1) : 0);

function DurationCell(props: CellProps) {
  const { format, live, store } = usePanel();
  const duration = () => {
    const { exchange } = props.item;
    const { started, ended } = exchange;
    // What was open when its file was written does not go on.
    const now = store.origin(exchange) ? lastMoment(exchange) : live.now();
    return Math.max(0, (ended ?? now) - started);
  };
  return <>{format.duration(duration())}</>;
}

const BUCKETS = 24;
/** Time of one bar of an open exchange, ms. */
const BUCKET = 500;
const BAR_HEIGHT = 14;

function ActivityCell(props: CellProps) {
  const { t, live } = usePanel();
  const open = () => isOpen(props.item.exchange);
  const path = createMemo(() => {
    const { messages, started, ended } = props.item.exchange;
    if (messages.length === 0) return '';
    // An open exchange shows the last seconds, an ended one the shape of its whole life.
    const last = messages.time(messages.length - 1);
    const to = ended === null ? Math.ceil(live.now() / BUCKET) * BUCKET : Math.max(ended, last) + 1;
    const from = ended === null ? to - BUCKET * BUCKETS : started;
    return barsPath(activity(messages, from, to, BUCKETS), BAR_HEIGHT);
  });
  return (
    <svg
      class={`activity api-${props.item.exchange.api}`}
      classList={{ live: open() }}
      viewBox={`0 0 ${BUCKETS * 3} ${BAR_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={open() ? t('exchanges.activityOpen') : t('exchanges.activityEnded')}
    >
      <path d={path()} fill="currentColor" />
    </svg>
  );
}

export function ExchangeCell(props: CellProps & { column: string }): JSX.Element {
  const { t } = usePanel();
  switch (props.column) {
    case 'name':
      return <NameCell item={props.item} />;
    case 'api':
      return <>{t(`api.${props.item.exchange.api}`)}</>;
    case 'method':
      return <bdi>{visible(props.item.exchange.method)}</bdi>;
    case 'status':
      return (
        <span classList={{ 'status-bad': props.item.exchange.status >= 400 }}>{props.item.exchange.status || ''}</span>
      );
    case 'state':
      return <StateCell item={props.item} />;
    case 'messages':
      return <MessagesCell item={props.item} />;
    case 'bytes':
      return <BytesCell item={props.item} />;
    case 'initiator':
      return <InitiatorCell item={props.item} />;
    case 'duration':
      return <DurationCell item={props.item} />;
    default:
      return <ActivityCell item={props.item} />;
  }
}
