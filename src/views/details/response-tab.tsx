// What came back: head, timing, how it ended, and the body put together.
import { createMemo, Show } from 'solid-js';
import { type Exchange, isOpen } from '../../store/exchange.ts';
import { isAbnormalClose } from '../close-code.ts';
import { useMask, usePanel } from '../panel-context.tsx';
import { Body } from './body.tsx';
import { closeText, errorText } from './end-text.ts';
import { Fact, Facts, Headers, Section } from './facts.tsx';
import { timing } from './timing.ts';
import { WireResponse } from './wire-facts.tsx';

export function ResponseTab(props: { exchange: Exchange; revision: () => number }) {
  const panel = usePanel();
  const { t, format } = panel;
  const mask = useMask();
  const e = () => {
    props.revision();
    return props.exchange;
  };
  const socket = () => e().api === 'websocket' || e().api === 'websocketstream';
  const httpBody = () => e().api === 'fetch' || e().api === 'xhr';
  const times = createMemo(() => timing(e()));
  const after = (time: number | null) =>
    time === null ? '' : `${format.clock(time)}  (+${format.duration(time - e().started)})`;
  const started = () => e().response !== null || e().status !== 0 || e().closed !== null || e().error !== null;

  return (
    <div class="facts-tab">
      <Section title={t('response.general')}>
        <Show
          when={started()}
          fallback={<p class="nothing">{t(isOpen(e()) ? 'response.none' : 'response.noneEnded')}</p>}
        >
          <Facts>
            <Fact
              name={t('response.status')}
              value={e().status === 0 ? '' : `${e().status} ${e().response?.statusText ?? ''}`.trim()}
              bad={e().status >= 400}
            />
            <Fact name={t('response.url')} value={e().response?.url ?? ''} />
            <Fact
              name={t('response.redirected')}
              value={e().response && httpBody() ? t(e().response?.redirected ? 'response.yes' : 'response.no') : ''}
            />
            <Fact name={t('response.type')} value={e().response?.kind ?? ''} />
            <Fact name={t('response.framing')} value={e().framing} />
            <Show when={e().closed}>
              {(closed) => (
                <Fact name={t('response.close')} value={closeText(t, closed())} bad={isAbnormalClose(closed().code)} />
              )}
            </Show>
            <Show when={e().error}>
              {(error) => <Fact name={t('response.error')} value={errorText(t, error())} bad />}
            </Show>
            <Show when={e().lost}>
              {(lost) => (
                <Fact
                  name={t('response.lost')}
                  value={`${t('status.messages', format.number(lost().messages), lost().messages)}, ${format.bytes(lost().bytes)}`}
                  bad
                />
              )}
            </Show>
            <Fact name={t('response.note')} value={e().note} />
          </Facts>
          <Show when={e().response?.kind === 'opaque'}>
            <p class="nothing">{t('response.opaque')}</p>
          </Show>
        </Show>
      </Section>
      <Show when={socket()}>
        <Section title={t('response.negotiated')}>
          <Facts>
            <Fact name={t('response.protocol')} value={mask.subprotocols([e().protocol])[0] || t('response.nothing')} />
            <Fact name={t('response.extensions')} value={e().extensions || t('response.nothing')} />
            <Fact name={t('response.buffered')} value={format.bytes(e().buffered)} />
          </Facts>
        </Section>
      </Show>
      <Section title={t('response.timing')}>
        <Facts>
          <Fact name={t('response.start')} value={format.dateTime(e().started)} />
          <Fact name={t('response.head')} value={after(times().head)} />
          <Fact name={t(httpBody() ? 'response.firstChunk' : 'response.first')} value={after(times().first)} />
          <Fact name={t('response.last')} value={after(times().last)} />
          <Fact name={t('response.end')} value={isOpen(e()) ? t('response.open') : after(e().ended)} />
        </Facts>
      </Section>
      <Show when={e().source === 'page'}>
        <Section title={t('response.headers')}>
          <Headers
            headers={e().response?.headers ?? []}
            none={t(httpBody() ? 'response.noHeaders' : 'response.noHeadersSocket')}
          />
        </Section>
      </Show>
      <WireResponse exchange={e()} wire={e().wire} />
      <Show when={httpBody()}>
        <Section title={t('response.body')} note={t('response.bodySize', format.bytes(e().bytesReceived))}>
          <Show when={e().download}>
            {(download) => (
              <Facts>
                <Fact
                  name={t('response.download')}
                  value={t(
                    'response.of',
                    format.bytes(download().loaded),
                    format.bytes(download().total ?? download().loaded),
                  )}
                />
              </Facts>
            )}
          </Show>
          <Show when={e().source === 'page' && e().bodySource === 'network'}>
            <p class="nothing">{t('wire.bodySource')}</p>
          </Show>
          <Body exchange={props.exchange} revision={props.revision} direction="received" none={t('response.noBody')} />
        </Section>
      </Show>
    </div>
  );
}
