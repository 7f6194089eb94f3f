// What the browser's own network log tells of an exchange beyond what the page could see; each section says so.
import { For, type JSX, Show } from 'solid-js';
import type { CookieRecord, Exchange, WireRecord } from '../../store/exchange.ts';
import { useMask, usePanel } from '../panel-context.tsx';
import type { Mask } from '../secrets.ts';
import { Fact, Facts, Headers, Section } from './facts.tsx';

/** A section that says it is not the page's own knowledge. */
function WireSection(props: { title: string; children: JSX.Element }) {
  const { t } = usePanel();
  return (
    <Section title={props.title} note={t('wire.mark')}>
      {props.children}
    </Section>
  );
}

const attributesOf = ({ name, value, ...rest }: CookieRecord, mask: Mask): string =>
  [
    mask.cookie(name, value),
    ...Object.entries(rest).map(([name, fact]) => (fact === true ? name : `${name}=${fact}`)),
  ].join('; ');

function Cookies(props: { title: string; cookies: readonly CookieRecord[] }) {
  const mask = useMask();
  return (
    <Show when={props.cookies.length > 0}>
      <WireSection title={props.title}>
        <Facts>
          <For each={props.cookies}>{(cookie) => <Fact name={cookie.name} value={attributesOf(cookie, mask)} />}</For>
        </Facts>
      </WireSection>
    </Show>
  );
}

/** Headers as they were sent, and the cookies among them. */
export function WireRequest(props: { wire: WireRecord | null }) {
  const { t } = usePanel();
  return (
    <Show when={props.wire} fallback={<p class="nothing section-aside">{t('wire.none')}</p>}>
      {(wire) => (
        <>
          <Section title={t('wire.requestHeaders')}>
            <Headers headers={wire().requestHeaders} none={t('wire.none')} />
          </Section>
          <Cookies title={t('wire.requestCookies')} cookies={wire().requestCookies} />
        </>
      )}
    </Show>
  );
}

const PHASES = ['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive'] as const;

/** Headers as they were received, cookies that were set, the connection and the phases of the request. */
export function WireResponse(props: { exchange: Exchange; wire: WireRecord | null }) {
  const { t, format } = usePanel();
  return (
    <Show when={props.wire} fallback={<p class="nothing section-aside">{t('wire.none')}</p>}>
      {(wire) => (
        <>
          <Show when={wire().responseHeaders.length > 0}>
            <Section title={t('wire.responseHeaders')}>
              <Headers headers={wire().responseHeaders} none={t('wire.none')} />
            </Section>
          </Show>
          <Cookies title={t('wire.responseCookies')} cookies={wire().responseCookies} />
          <WireSection title={t('wire.connection')}>
            <Facts>
              <Fact
                name={t('wire.status')}
                value={
                  wire().status > 0 && wire().status !== props.exchange.status
                    ? `${wire().status} ${wire().statusText}`.trim()
                    : ''
                }
              />
              <Fact name={t('wire.remoteAddress')} value={wire().remoteAddress} />
              <Fact name={t('wire.httpVersion')} value={wire().httpVersion} />
              <Fact name={t('wire.transferSize')} value={sizeText(wire().transferSize, format.bytes)} />
              <Fact name={t('wire.priority')} value={wire().priority} />
              <Show when={wire().preflight}>
                {(preflight) => (
                  <Fact
                    name={t('wire.preflight')}
                    value={t('wire.preflightAnswer', String(preflight().status), format.duration(preflight().duration))}
                  />
                )}
              </Show>
              <For each={wire().redirects}>
                {({ status, url, location }) => (
                  <Fact name={`${t('wire.redirects')} ${status}`} value={t('wire.redirect', url, location)} />
                )}
              </For>
              <Show when={wire().connections > 1}>
                <Fact name={t('request.connections')} value={format.number(wire().connections)} />
              </Show>
            </Facts>
          </WireSection>
          <WireSection title={t('wire.phases')}>
            <Facts>
              <For each={PHASES}>
                {(phase) => <Fact name={t(`wire.${phase}`)} value={sizeText(wire().phases[phase], format.duration)} />}
              </For>
            </Facts>
          </WireSection>
        </>
      )}
    </Show>
  );
}

const sizeText = (amount: number | null, say: (amount: number) => string): string =>
  amount === null ? '' : say(amount);
