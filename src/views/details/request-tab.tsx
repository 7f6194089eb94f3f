// What the page asked for, and where in its code.
import { For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import { connectionsOf } from '../../store/connections.ts';
import type { Exchange } from '../../store/exchange.ts';
import { useMask, usePanel } from '../panel-context.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Body } from './body.tsx';
import { Fact, Facts, Headers, Section } from './facts.tsx';
import { WireRequest } from './wire-facts.tsx';

const setsHeaders = (exchange: Exchange): boolean => exchange.api === 'fetch' || exchange.api === 'xhr';

export function RequestTab(props: { exchange: Exchange; revision: () => number }) {
  const { t, format, store } = usePanel();
  const mask = useMask();
  const e = () => {
    props.revision();
    return props.exchange;
  };
  const connections = () => connectionsOf(e());
  const frameName = () => {
    const { id } = e().frame;
    if (id < 0) return t('request.workerFrame');
    return id === 0 ? t('request.topFrame') : t('request.childFrame', String(id));
  };
  const options = () => Object.entries(e().request.options);
  const stack = () =>
    e()
      .stack.split('\n')
      .filter((line) => line.trim() !== '');
  return (
    <div class="facts-tab">
      <Section title={t('request.general')} actions={<CopyButton text={() => e().url} label={t('request.copyUrl')} />}>
        <Facts>
          <Fact name={t('request.url')} value={e().url} />
          <Fact name={t('request.method')} value={e().method} />
          <Fact name={t('request.api')} value={t(`api.${e().api}`)} />
          <Fact name={t('request.frame')} value={[frameName(), e().frame.url].filter(Boolean).join(' · ')} />
          <Fact
            name={t('request.source')}
            value={t(e().source === 'page' ? 'request.sourcePage' : 'request.sourceNetwork')}
          />
          <Show when={store.origin(e())}>{(origin) => <Fact name={t('request.file')} value={origin().file} />}</Show>
          <Fact name={t('request.started')} value={format.dateTime(e().started)} />
          <Show when={e().upload}>
            {(upload) => (
              <Fact
                name={t('request.upload')}
                value={t('response.of', format.bytes(upload().loaded), format.bytes(upload().total ?? upload().loaded))}
              />
            )}
          </Show>
        </Facts>
      </Section>
      <Show when={e().request.protocols.length > 0}>
        <Section title={t('request.protocols')}>
          <Facts>
            <For each={mask.subprotocols(e().request.protocols)}>
              {(protocol, i) => <Fact name={String(i() + 1)} value={protocol} />}
            </For>
          </Facts>
        </Section>
      </Show>
      <Show when={options().length > 0}>
        <Section title={t('request.options')}>
          <Facts>
            <For each={options()}>{([name, value]) => <Fact name={name} value={String(value)} />}</For>
          </Facts>
        </Section>
      </Show>
      <Show when={e().source === 'page'}>
        <Section title={t('request.headers')}>
          <Headers
            headers={e().request.headers}
            none={t(
              !setsHeaders(e()) ? 'request.noHeadersSocket' : e().wire ? 'request.noPageHeaders' : 'request.noHeaders',
            )}
          />
        </Section>
      </Show>
      <Show when={connections().length > 0}>
        <Section title={t('request.lastEventId')}>
          <Facts>
            <For each={connections()}>
              {({ number, lastEventId, from }) => (
                <Fact
                  name={t('request.connection', format.number(number))}
                  value={`${lastEventId || t('request.noLastEventId')} · ${t(from === 'wire' ? 'request.lastEventIdWire' : 'request.lastEventIdDerived')}`}
                />
              )}
            </For>
          </Facts>
        </Section>
      </Show>
      <WireRequest wire={e().wire} />
      <Show when={setsHeaders(e())}>
        <Section title={t('request.body')} {...(e().bytesSent > 0 && { note: format.bytes(e().bytesSent) })}>
          <Body exchange={props.exchange} revision={props.revision} direction="sent" none={t('request.noBody')} />
        </Section>
      </Show>
      <Section title={t('request.initiator')}>
        <Show when={stack().length > 0} fallback={<p class="nothing">{t('request.noInitiator')}</p>}>
          <ol class="stack">
            <For each={stack()}>
              {(line) => (
                <li>
                  <bdi>{visible(mask.text(line.trim()))}</bdi>
                </li>
              )}
            </For>
          </ol>
        </Show>
      </Section>
    </div>
  );
}
