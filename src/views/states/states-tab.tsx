// Each readyState that an exchange went through: on a time axis, and as a table with the same facts.
import { createMemo, Index, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import { type Exchange, isOpen } from '../../store/exchange.ts';
import { isAbnormalClose } from '../close-code.ts';
import { closeText, errorText } from '../details/end-text.ts';
import { Fact, Facts } from '../details/facts.tsx';
import { usePanel } from '../panel-context.tsx';
import { reconnects, segments } from './segments.ts';
import { StateAxis } from './state-axis.tsx';

/** An EventSource that reconnects for days has more transitions than anybody reads. */
const SHOWN = 500;

export function StatesTab(props: { exchange: Exchange; revision: () => number }) {
  const { t, format, live } = usePanel();
  const e = () => {
    props.revision();
    return props.exchange;
  };
  const all = createMemo(() => segments(e(), isOpen(e()) ? live.now() : 0));
  const shown = createMemo(() => all().slice(-SHOWN));
  const firstShown = () => all().length - shown().length;
  const word = (index: number) => {
    const segment = all()[index];
    return segment ? t(`state.${segment.word}`) : '';
  };

  return (
    <div class="states-tab">
      <Show when={all().length > 0} fallback={<p class="nothing">{t('states.none')}</p>}>
        <StateAxis segments={shown()} />
        <div class="states-facts">
          <Facts>
            <Show when={e().closed}>
              {(closed) => (
                <Fact name={t('states.close')} value={closeText(t, closed())} bad={isAbnormalClose(closed().code)} />
              )}
            </Show>
            <Show when={e().error}>
              {(error) => <Fact name={t('states.error')} value={errorText(t, error())} bad />}
            </Show>
            <Fact name={t('states.reconnects')} value={reconnects(e()) === 0 ? '' : format.number(reconnects(e()))} />
            <Fact name={t('states.ended')} value={e().note} />
          </Facts>
        </div>
        <table class="states-table" aria-label={t('states.table')}>
          <thead>
            <tr>
              <th scope="col">{t('states.at')}</th>
              <th scope="col">{t('states.delta')}</th>
              <th scope="col">{t('states.transition')}</th>
              <th scope="col">{t('states.for')}</th>
              <th scope="col">{t('states.cause')}</th>
            </tr>
          </thead>
          <tbody>
            <Index each={shown()}>
              {(segment, i) => {
                const index = () => firstShown() + i;
                const before = () => all()[index() - 1]?.from ?? segment().from;
                const isLast = () => index() === all().length - 1;
                return (
                  <tr>
                    <td class="number" title={format.dateTime(segment().from)}>
                      {format.offset(Math.max(0, segment().from - e().started))}
                    </td>
                    <td class="number">{index() === 0 ? '' : `+${format.duration(segment().from - before())}`}</td>
                    <td>
                      <span class={`dot tone-${segment().tone}`} />
                      {index() === 0 ? word(0) : t('states.change', word(index() - 1), word(index()))}
                    </td>
                    <td class="number">
                      {isLast() && !isOpen(e()) ? '' : format.duration(segment().to - segment().from)}
                      {isLast() && isOpen(e()) ? ` ${t('states.still')}` : ''}
                    </td>
                    <td>
                      <bdi>{segment().cause === 'document' ? t('states.documentGone') : visible(segment().cause)}</bdi>
                    </td>
                  </tr>
                );
              }}
            </Index>
          </tbody>
        </table>
      </Show>
    </div>
  );
}
