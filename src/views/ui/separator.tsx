// The line between two panes: dragged with a pointer, moved with arrow keys, and telling where it stands.
// @see https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/

export interface SeparatorProps {
  label: string;
  /** `vertical`: a standing line between left and right. */
  orientation: 'vertical' | 'horizontal';
  /** Share of the first pane, 0 to 1. */
  value: number;
  onChange: (share: number) => void;
}

const LEAST = 0.12;
const MOST = 0.88;
const KEY_STEP = 0.02;

export function Separator(props: SeparatorProps) {
  const set = (share: number) => props.onChange(Math.min(Math.max(share, LEAST), MOST));

  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const handle = event.currentTarget;
    const box = handle.parentElement?.getBoundingClientRect();
    if (!box || event.button !== 0) return;
    const move = (e: PointerEvent) =>
      set(props.orientation === 'vertical' ? (e.clientX - box.left) / box.width : (e.clientY - box.top) / box.height);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
    event.preventDefault();
    handle.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const back = props.orientation === 'vertical' ? 'ArrowLeft' : 'ArrowUp';
    const forth = props.orientation === 'vertical' ? 'ArrowRight' : 'ArrowDown';
    if (event.key === back) set(props.value - KEY_STEP);
    else if (event.key === forth) set(props.value + KEY_STEP);
    else if (event.key === 'Home') set(LEAST);
    else if (event.key === 'End') set(MOST);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot take a value and the focus.
    <div
      class={`separator ${props.orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={props.orientation}
      aria-valuenow={Math.round(props.value * 100)}
      aria-valuemin={LEAST * 100}
      aria-valuemax={MOST * 100}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
