// The faults of one rule: added, told what they need, and taken out again.
import { For, Index } from 'solid-js';
import type { PlayApi } from '../../replay/play/rules.ts';
import { usePanel } from '../panel-context.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import { type FaultDraft, type FaultField, type FaultType, faultsFor, fieldsOf, newFault } from './fault-kinds.ts';

export interface FaultFieldsProps {
  api: PlayApi;
  faults: readonly FaultDraft[];
  onFaults: (faults: FaultDraft[]) => void;
}

export function FaultFields(props: FaultFieldsProps) {
  const { t } = usePanel();
  const set = (at: number, field: FaultField, text: string) =>
    props.onFaults(
      props.faults.map((fault, i) => (i === at ? { ...fault, values: { ...fault.values, [field]: text } } : fault)),
    );
  return (
    <div class="play-faults">
      <Index each={props.faults}>
        {(fault, at) => (
          <div class="play-fault">
            <span class="play-fault-name">{t(`play.fault.${fault().type}`)}</span>
            <For each={fieldsOf(fault().type)}>
              {(field) => (
                <label class="play-number">
                  {t(`play.field.${field}`)}
                  <input
                    type="text"
                    inputmode="numeric"
                    class={field === 'at' ? 'wide' : undefined}
                    value={fault().values[field] ?? ''}
                    onInput={(event) => set(at, field, event.currentTarget.value)}
                  />
                </label>
              )}
            </For>
            <button
              type="button"
              class="button"
              aria-label={t('play.removeFault', t(`play.fault.${fault().type}`))}
              title={t('play.removeFault', t(`play.fault.${fault().type}`))}
              onClick={() => props.onFaults(props.faults.filter((_, i) => i !== at))}
            >
              <CloseIcon />
            </button>
          </div>
        )}
      </Index>
      <select
        aria-label={t('play.addFault')}
        onChange={(event) => {
          const type = event.currentTarget.value as FaultType | '';
          event.currentTarget.value = '';
          if (type) props.onFaults([...props.faults, newFault(type)]);
        }}
      >
        <option value="">{t('play.addFault')}</option>
        <For each={faultsFor(props.api)}>{(type) => <option value={type}>{t(`play.fault.${type}`)}</option>}</For>
      </select>
    </div>
  );
}
