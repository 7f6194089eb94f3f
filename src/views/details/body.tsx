// A body as text: the beginning at once, all of it when asked.
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
  const [all, setAll] = createSignal(false);
  const body = createMemo(() => {
    props.revision();
    const { exchange, direction } = props;
    const raw = direction === 'received' && exchange.chunks.length > 0;
    // Where a framing took the body apart and its raw pieces are gone, its messages stand one to a line.
    const between = !raw && direction === 'received' && exchange.framing !== '' ? '\n' : '';
    return bodyText(
      raw ? exchange.chunks : exchange.messages,
      direction,
      all() ? Number.POSITIVE_INFINITY : FIRST,
      between,
    );
  });
  return (
    <Show when={body().size > 0} fallback={<p class="nothing">{props.none}</p>}>
      <Show when={!body().binary} fallback={<p class="nothing">{t('response.binaryBody')}</p>}>
        <div class="body-text">
          <TextView
            text={body().text}
            wrap={settings.get('wrap')}
            label={t(props.direction === 'sent' ? 'request.body' : 'response.body')}
          />
        </div>
        <Show when={!all() && body().text.length >= FIRST}>
          <p class="truncated">
            {t('message.truncated', format.number(FIRST), format.bytes(body().size))}{' '}
            <button type="button" class="text-button" onClick={() => setAll(true)}>
              {t('message.showAll')}
            </button>
          </p>
        </Show>
      </Show>
    </Show>
  );
}
