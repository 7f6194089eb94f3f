// The button of the toolbar that opens the box for holding messages, and shows whether any are held now.
import type { Replay } from '../../replay/replay.ts';
import { usePanel } from '../panel-context.tsx';
import { BreakIcon } from '../ui/icons.tsx';
import { createBreak } from './create-break.ts';

export function BreakButton(props: { replay: Replay; onClick: () => void }) {
  const { t } = usePanel();
  const { state } = createBreak(props.replay);
  return (
    <button
      type="button"
      class="button break-button"
      aria-label={t('breaking.open')}
      aria-pressed={state().on}
      title={t(state().on ? 'breaking.offTitle' : 'breaking.openTitle')}
      onClick={() => props.onClick()}
    >
      <BreakIcon />
    </button>
  );
}
