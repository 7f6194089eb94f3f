// A field for data written by hand: its kind, its text, and what is wrong with it while it is written.
import { createMemo, createUniqueId } from 'solid-js';
import { usePanel } from '../panel-context.tsx';
import { Chips } from '../ui/chips.tsx';
import { faultOf, type WrittenKind } from './data.ts';
import { Problem } from './problem.tsx';

type AnyKind = WrittenKind | 'file' | 'none';

export function KindChips<K extends AnyKind>(props: { kinds: readonly K[]; kind: K; onKind: (kind: K) => void }) {
  const { t } = usePanel();
  return (
    <Chips
      label={t('replay.kind')}
      options={props.kinds.map((id) => ({ id, label: t(`replay.kinds.${id as AnyKind}`) }))}
      selected={props.kind}
      onSelect={props.onKind}
    />
  );
}

export interface DataTextProps {
  label: string;
  kind: WrittenKind;
  text: string;
  onText: (text: string) => void;
  rows: number;
  readOnly?: boolean;
  ref?: (area: HTMLTextAreaElement) => void;
  /** Ctrl+Enter. */
  onSubmit?: () => void;
}

export function DataText(props: DataTextProps) {
  const id = createUniqueId();
  const fault = createMemo(() => (props.readOnly ? null : faultOf({ kind: props.kind, text: props.text })));
  return (
    <>
      <textarea
        ref={(area) => props.ref?.(area)}
        class="data-text"
        rows={props.rows}
        spellcheck={false}
        aria-label={props.label}
        aria-invalid={fault() !== null}
        aria-describedby={fault() ? id : undefined}
        readOnly={props.readOnly}
        value={props.text}
        onInput={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !props.onSubmit) return;
          event.preventDefault();
          props.onSubmit();
        }}
      />
      <Problem error={fault()} id={id} />
    </>
  );
}
