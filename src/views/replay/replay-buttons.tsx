// The buttons of an exchange's details that do something in the page, each with its box; none in the viewer.
import { createSignal, Show } from 'solid-js';
import type { Replay } from '../../replay/replay.ts';
import type { Exchange } from '../../store/exchange.ts';
import type { MessagesChoice } from '../messages/messages-choice.ts';
import { usePanel } from '../panel-context.tsx';
import { ResendDialog } from './resend/resend-dialog.tsx';
import { RunDialog } from './session/run-dialog.tsx';
import { SessionDialog } from './session/session-dialog.tsx';

export interface ReplayButtonsProps {
  exchange: Exchange;
  revision: () => number;
  /** What the person has chosen among its messages. */
  choice: MessagesChoice;
  onShow: (id: string) => void;
}

const isSocket = ({ api }: Exchange): boolean => api === 'websocket' || api === 'websocketstream';

export function ReplayButtons(props: ReplayButtonsProps) {
  const { controls } = usePanel();
  return <Show when={controls.replay}>{(replay) => <Buttons {...props} replay={replay()} />}</Show>;
}

function Buttons(props: ReplayButtonsProps & { replay: Replay }) {
  const { t } = usePanel();
  const [box, setBox] = createSignal<'resend' | 'session' | null>(null);
  /** The exchange that a session replay has made. */
  const [run, setRun] = createSignal<string | null>(null);
  const close = () => setBox(null);
  return (
    <div class="replay-buttons">
      <button
        type="button"
        class="text-button"
        data-act="replay"
        title={t(isSocket(props.exchange) ? 'session.openTitle' : 'resend.openTitle')}
        onClick={() => setBox(isSocket(props.exchange) ? 'session' : 'resend')}
      >
        {t(isSocket(props.exchange) ? 'session.open' : 'resend.open')}
      </button>
      <Show when={box() === 'resend'}>
        <ResendDialog
          exchange={props.exchange}
          revision={props.revision}
          replay={props.replay}
          seq={props.choice.seq[0]()}
          onClose={close}
          onShow={props.onShow}
        />
      </Show>
      <Show when={box() === 'session'}>
        <SessionDialog
          exchange={props.exchange}
          replay={props.replay}
          isSelected={props.choice.selection.size() > 1 ? props.choice.selection.has : null}
          onClose={close}
          onStarted={(id) => {
            close();
            setRun(id);
          }}
          onShow={props.onShow}
        />
      </Show>
      <Show when={run()} keyed>
        {(id) => <RunDialog id={id} replay={props.replay} onClose={() => setRun(null)} onShow={props.onShow} />}
      </Show>
    </div>
  );
}
