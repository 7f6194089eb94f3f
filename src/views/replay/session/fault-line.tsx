// What is wrong with a field of the session box, beside the field.
import { Show } from 'solid-js';
import { visible } from '../../../decode/preview.ts';
import { usePanel } from '../../panel-context.tsx';
import type { Fault } from './faults.ts';

/** Nothing where there is no fault. `id` is for the field's `aria-describedby`. */
export function FaultLine(props: { fault: Fault | undefined; id: string }) {
  const { t } = usePanel();
  return (
    <Show when={props.fault}>
      {(fault) => (
        <p class="dialog-error" role="alert" id={props.id} data-fault={fault().word}>
          <bdi>{t(`session.faults.${fault().word}`, visible(fault().value))}</bdi>
        </p>
      )}
    </Show>
  );
}
