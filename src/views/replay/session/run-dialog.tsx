// How a session replay goes on, what a person can do about it, and what came of it.
import { createSignal, onCleanup, Show } from 'solid-js';
import type { ReplayError } from '../../../replay/errors.ts';
import type { Replay, ReplayAction } from '../../../replay/replay.ts';
import type { Progress } from '../../../replay/session/run.ts';
import { usePanel } from '../../panel-context.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../problem.tsx';
import { Replies } from './replies.tsx';

export interface RunDialogProps {
  /** Of the exchange that the replay has made. */
  id: string;
  replay: Replay;
  onClose: () => void;
  onShow: (id: string) => void;
}

/** ms between two looks at a run that goes on. */
const LOOK = 100;

const isOver = ({ state }: Progress): boolean => state === 'done' || state === 'cancelled' || state === 'failed';

export function RunDialog(props: RunDialogProps) {
  const { t, format } = usePanel();
  const [progress, setProgress] = createSignal(props.replay.replayProgress(props.id));
  const look = () => {
    setProgress(props.replay.replayProgress(props.id));
    if (isOver(progress())) clearInterval(timer);
  };
  const timer = setInterval(look, LOOK);
  onCleanup(() => clearInterval(timer));
  const control = (action: ReplayAction) => setProgress(props.replay.controlReplay(props.id, action));
  const over = () => isOver(progress());
  const paused = () => progress().state === 'paused';
  const numbers = () => {
    const { sent, total, received, next } = progress();
    const text = t('session.progress', format.number(sent), format.number(total), format.number(received));
    return next === null || over() ? text : `${text}, ${t('session.next', `${next}`)}`;
  };
  const button = (action: ReplayAction, label: string) => (
    <button type="button" class="text-button" data-control={action} onClick={() => control(action)}>
      {label}
    </button>
  );
  return (
    <Dialog label={t('session.resultTitle')} onClose={props.onClose} class="run-dialog">
      <div class="compose-line run-line">
        <span class="run-state" data-state={progress().state} role="status">
          {t(`session.states.${progress().state}`)}
        </span>
        <progress value={progress().sent} max={Math.max(1, progress().total)} aria-label={t('session.resultTitle')} />
        <span class="dialog-note">{numbers()}</span>
        <Show when={!over()}>
          <Show when={paused()} fallback={button('pause', t('session.pause'))}>
            {button('step', t('session.stepOne'))}
            {button('continue', t('session.continue'))}
          </Show>
          {button('cancel', t('session.cancel'))}
        </Show>
        <button
          type="button"
          class="text-button"
          data-act="show-new"
          onClick={() => {
            props.onClose();
            props.onShow(props.id);
          }}
        >
          {t('session.showNew')}
        </button>
      </div>
      <Show when={progress().error}>
        {(error) => (
          <div class="run-line">
            <Problem error={error() as ReplayError} />
          </div>
        )}
      </Show>
      <Show when={progress().result}>
        {(result) => <Replies result={result()} parent={progress().parent} id={props.id} />}
      </Show>
    </Dialog>
  );
}
