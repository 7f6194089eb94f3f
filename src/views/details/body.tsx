// A body as text: the beginning at once, all that has come when asked.
import { createMemo, createSignal, Show } from 'solid-js';
import type { Exchange } from '../../store/exchange.ts';
import { TextView } from '../messages/text-view.tsx';
import { usePanel } from '../panel-context.tsx';
import { bodyText } from './body-text.ts';

/** UTF-16 units put together without being asked. */
const FIRST = 20_000;

export interface BodyProps {
  exchange: Exchange;
  revision: () => number;
  direction: 'sent' | 'received';
  none: string;
}

export function Body(props: BodyProps) {
  const { t, format, settings } = usePanel();
  /** How many pieces of the log were there when all of it was asked for; 0 before. */
  const [asked, setAsked] = createSignal(0);
  const log = () => {
    const { exchange, direction } = props;
    props.revision();
    return direction === 'received' && exchange.chunks.length > 0 ? exchange.chunks : exchange.messages;
  };
  const body = createMemo(() => {
    const { exchange, direction } = props;
    // Where a framing took the body apart and its raw pieces are gone, its messages stand one to a line.
    const between = direction === 'received' && exchange.framing !== '' && log() === exchange.messages ? '\n' : '';
    const all = asked() > 0;
    return bodyText(log(), {
      direction,
      limit: all ? Number.POSITIVE_INFINITY : FIRST,
      end: all ? asked() : Number.POSITIVE_INFINITY,
      between,
    });
  });
  // By value: a body that grows beyond what is shown changes nothing on the screen.
  const text = createMemo(() => body().text);
  const size = () => {
    props.revision();
    return props.direction === 'sent' ? props.exchange.bytesSent : props.exchange.bytesReceived;
  };
  return (
    <Show
      when={size() > 0 && (body().binary || text() !== '')}
      fallback={<p class="nothing">{size() > 0 ? t('message.gone') : props.none}</p>}
    >
      <Show when={!body().binary} fallback={<p class="nothing">{t('response.binaryBody')}</p>}>
        <div class="body-text">
          <TextView
            text={text()}
            wrap={settings.get('wrap')}
            label={t(props.direction === 'sent' ? 'request.body' : 'response.body')}
          />
        </div>
        <Show when={body().more}>
          <p class="truncated">
            {t('response.bodyTruncated', format.number(text().length), format.bytes(size()))}{' '}
            <button type="button" class="text-button" onClick={() => setAsked(log().length)}>
              {t('message.showAll')}
            </button>
          </p>
        </Show>
      </Show>
    </Show>
  );
}
