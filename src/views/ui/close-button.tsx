// The cross that closes what it stands in.
import { CloseIcon } from './icons.tsx';

export function CloseButton(props: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="button" aria-label={props.label} title={props.label} onClick={() => props.onClick()}>
      <CloseIcon />
    </button>
  );
}
