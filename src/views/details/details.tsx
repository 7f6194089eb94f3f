// One exchange from all sides: messages, states, request, response.
import { createEffect, createMemo, Match, Switch } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { Exchange } from '../../store/exchange.ts';
import { displayName } from '../exchanges/display-name.ts';
import { createMessagesChoice } from '../messages/messages-choice.ts';
import { MessagesTab } from '../messages/messages-tab.tsx';
import { MaskContext, usePanel } from '../panel-context.tsx';
import { Lineage } from '../replay/lineage.tsx';
import { ReplayButtons } from '../replay/replay-buttons.tsx';
import { StatesTab } from '../states/states-tab.tsx';
import { CloseButton } from '../ui/close-button.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { CopyAs } from './copy-as.tsx';
import { RequestTab } from './request-tab.tsx';
import { ResponseTab } from './response-tab.tsx';

export function Details(props: { exchange: Exchange; onClose: () => void; onShow: (id: string) => void }) {
  const { t, format, live, settings, controls, secrets } = usePanel();
  const mask = secrets.of(props.exchange);
  createEffect(() => controls.look(props.exchange));
  const revision = createMemo(() => {
    live.revision();
    return props.exchange.revision;
  });
  const tabs = () => {
    revision();
    return [
      { id: 'messages', label: t('details.messages'), badge: format.number(props.exchange.messages.length) },
      { id: 'states', label: t('details.states') },
      { id: 'request', label: t('details.request') },
      { id: 'response', label: t('details.response') },
    ] as const;
  };
  const choice = createMessagesChoice();
  const tab = () => settings.get('detailsTab');
  return (
    <section
      class="details"
      aria-label={t('details.of', visible(displayName(mask.text(props.exchange.url)).name))}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        props.onClose();
      }}
    >
      <div class="details-head">
        <CloseButton label={t('details.close')} onClick={() => props.onClose()} />
        <Tabs
          label={t('details.label')}
          id="details"
          tabs={tabs()}
          selected={tab()}
          onSelect={(id) => settings.set('detailsTab', id)}
        />
        <ReplayButtons exchange={props.exchange} revision={revision} choice={choice} onShow={props.onShow} />
        <CopyAs exchange={props.exchange} />
      </div>
      <Lineage exchange={props.exchange} revision={revision} onShow={props.onShow} />
      <div class="details-body" role="tabpanel" id="details-panel" aria-labelledby={`details-${tab()}`}>
        <MaskContext.Provider value={mask}>
          <Switch>
            <Match when={tab() === 'messages'}>
              <MessagesTab
                exchange={props.exchange}
                choice={choice}
                revision={revision}
                onLeave={() => props.onClose()}
              />
            </Match>
            <Match when={tab() === 'states'}>
              <StatesTab exchange={props.exchange} revision={revision} />
            </Match>
            <Match when={tab() === 'request'}>
              <RequestTab exchange={props.exchange} revision={revision} />
            </Match>
            <Match when={tab() === 'response'}>
              <ResponseTab exchange={props.exchange} revision={revision} />
            </Match>
          </Switch>
        </MaskContext.Provider>
      </div>
    </section>
  );
}
