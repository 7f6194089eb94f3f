// One cell of the exchanges grid. Every text from the page is shown as text, in a direction of its own.
import { createMemo, type JSX, Show } from 'solid-js';
import { type Exchange, isOpen } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { exchangeState, stateTone } from '../state-word.ts';
import { ApiIcon, NoticeIcon } from '../ui/icons.tsx';
import { activity, barsPath } from './activity.ts';
import { displayName } from './display-name.ts';

interface CellProps {
  exchange: Exchange;
  /** Read to learn that the exchange changed. */
  revision: () => number;
}

function NameCell(props: CellProps) {
  const { t, format } = usePanel();
  const name = createMemo(() => displayName(props.exchange.url));
  const lost = () => {
    props.revision();
    return props.exchange.lost;
  };
  return (
    <span class="name" title={props.exchange.url}>
      <ApiIcon api={props.exchange.api} />
      <bdi class="name-last">{name().name}</bdi>
      <bdi class="name-rest">{name().rest}</bdi>
      <Show when={lost()}>
        {(what) => (
          <span
            class="lost-mark"
            role="img"
            aria-label={t('exchanges.lostMark', format.number(what().messages), format.bytes(what().bytes))}
            title={t('exchanges.lostMark', format.number(what().messages), format.bytes(what().bytes))}
          >
            <NoticeIcon />
          </span>
        )}
      </Show>
    </span>
  );
}

function StateCell(props: CellProps) {
  const { t } = usePanel();
  const word = createMemo(() => {
    props.revision();
    return exchangeState(props.exchange);
  });
  const why = () => {
    props.revision();
    return props.exchange.error?.message || undefined;
  };
  return (
    <span class={`state tone-${stateTone(word())}`} title={why()}>
      {t(`state.${word()}`)}
    </span>
  );
}

function MessagesCell(props: CellProps) {
  const { t, format } = usePanel();
  const sent = () => {
    props.revision();
    return format.number(props.exchange.messages.sent);
  };
  const received = () => {
    props.revision();
    return format.number(props.exchange.messages.received);
  };
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

const BUCKETS = 24;
/** Time of one bar of an open exchange, ms. */
const BUCKET = 500;
const BAR_HEIGHT = 14;

function ActivityCell(props: CellProps) {
  const { t, live } = usePanel();
  const path = createMemo(() => {
    const { exchange } = props;
    if (exchange.messages.length === 0) return '';
    // An open exchange shows the last seconds, an ended one the shape of its whole life.
    if (isOpen(exchange)) {
      const to = Math.ceil(live.now() / BUCKET) * BUCKET;
      return barsPath(activity(exchange.messages, to - BUCKET * BUCKETS, to, BUCKETS), BAR_HEIGHT);
    }
    props.revision();
    const end = Math.max(exchange.ended ?? 0, exchange.messages.time(exchange.messages.length - 1));
    return barsPath(activity(exchange.messages, exchange.started, end + 1, BUCKETS), BAR_HEIGHT);
  });
  return (
    <svg
      class={`activity api-${props.exchange.api}`}
      classList={{ live: isOpen(props.exchange) }}
      viewBox={`0 0 ${BUCKETS * 3} ${BAR_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={isOpen(props.exchange) ? t('exchanges.activityOpen') : t('exchanges.activityEnded')}
    >
      <path d={path()} fill="currentColor" />
    </svg>
  );
}

export function ExchangeCell(props: CellProps & { column: string }): JSX.Element {
  const { t, format, live } = usePanel();
  switch (props.column) {
    case 'name':
      return <NameCell exchange={props.exchange} revision={props.revision} />;
    case 'api':
      return <>{t(`api.${props.exchange.api}`)}</>;
    case 'method':
      return <bdi>{props.exchange.method}</bdi>;
    case 'status': {
      const status = () => {
        props.revision();
        return props.exchange.status || '';
      };
      return <>{status()}</>;
    }
    case 'state':
      return <StateCell exchange={props.exchange} revision={props.revision} />;
    case 'messages':
      return <MessagesCell exchange={props.exchange} revision={props.revision} />;
    case 'bytes': {
      const bytes = () => {
        props.revision();
        return props.exchange.bytesSent + props.exchange.bytesReceived;
      };
      const title = () => {
        bytes();
        return t(
          'exchanges.bytesTitle',
          format.bytes(props.exchange.bytesSent),
          format.bytes(props.exchange.bytesReceived),
        );
      };
      return <span title={title()}>{format.bytes(bytes())}</span>;
    }
    case 'duration': {
      const duration = () => {
        props.revision();
        return (props.exchange.ended ?? Math.max(live.now(), props.exchange.started)) - props.exchange.started;
      };
      return <>{format.duration(duration())}</>;
    }
    default:
      return <ActivityCell exchange={props.exchange} revision={props.revision} />;
  }
}
