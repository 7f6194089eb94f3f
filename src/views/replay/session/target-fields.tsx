// Where the new WebSocket goes: its URL and subprotocols, as recorded unless a person writes others.
import { createUniqueId, Show } from 'solid-js';
import type { Exchange } from '../../../store/exchange.ts';
import { usePanel } from '../../panel-context.tsx';
import { SecretsCheck } from '../../secrets-check.tsx';
import type { SessionChoice } from './choice.ts';
import { FaultLine } from './fault-line.tsx';
import type { Fault, Field } from './faults.ts';

export interface TargetFieldsProps {
  exchange: Exchange;
  choice: SessionChoice;
  faults: Partial<Record<Field, Fault>>;
  onChoice: (part: Partial<SessionChoice>) => void;
}

const originOf = (url: string, base: string): string => (URL.canParse(url, base) ? new URL(url, base).origin : '');

export function TargetFields(props: TargetFieldsProps) {
  const { t, secrets } = usePanel();
  const { url, request } = props.exchange;
  const protocols = request.protocols.join(', ');
  const mask = secrets.of(props.exchange);
  const shownProtocols = () => mask.subprotocols(request.protocols).join(', ');
  const hasSecrets = () => secrets.shown() || mask.text(url) !== url || shownProtocols() !== protocols;
  const recordedOrigin = originOf(url, url);
  const isOther = () => {
    const { url: written } = props.choice;
    const origin = written === null || props.faults.url ? '' : originOf(written, url);
    return origin !== '' && origin.replace(/^http/, 'ws') !== recordedOrigin;
  };
  return (
    <section class="target-fields" aria-label={t('session.target')}>
      <TargetField
        name="url"
        label={t('session.url')}
        title={t('session.urlTitle')}
        recorded={url}
        shown={mask.text(url)}
        written={props.choice.url}
        fault={props.faults.url}
        onWritten={(text) => props.onChoice({ url: text })}
      />
      <Show when={isOther()}>
        <p class="warning indented other-origin">{t('resend.otherOrigin', recordedOrigin)}</p>
      </Show>
      <TargetField
        name="protocols"
        label={t('session.protocols')}
        title={t('session.protocolsTitle')}
        placeholder={t('session.noProtocols')}
        recorded={protocols}
        shown={shownProtocols()}
        written={props.choice.protocols}
        fault={props.faults.protocols}
        onWritten={(text) => props.onChoice({ protocols: text })}
      />
      <Show when={hasSecrets()}>
        <div class="compose-line indented">
          <SecretsCheck />
          <Show when={!secrets.shown()}>
            <span class="dialog-note">{t('resend.masked')}</span>
          </Show>
        </div>
      </Show>
    </section>
  );
}

interface TargetFieldProps {
  name: 'url' | 'protocols';
  label: string;
  title: string;
  placeholder?: string;
  recorded: string;
  /** As recorded, without secrets where they are hidden. */
  shown: string;
  /** Null: nothing else was written. */
  written: string | null;
  fault: Fault | undefined;
  onWritten: (text: string | null) => void;
}

function TargetField(props: TargetFieldProps) {
  const { t } = usePanel();
  const id = createUniqueId();
  // What a person writes must not turn grey under the hands.
  const masked = () => props.written === null && props.shown !== props.recorded;
  return (
    <>
      <div class="field request-line">
        <label class="field-name" for={id}>
          {props.label}
        </label>
        <input
          id={id}
          type="text"
          class="text-field mono"
          spellcheck={false}
          data-field={props.name}
          readOnly={masked()}
          title={masked() ? t('resend.masked') : props.title}
          placeholder={props.placeholder}
          aria-invalid={props.fault !== undefined}
          aria-describedby={props.fault ? `${id}-fault` : undefined}
          value={masked() ? props.shown : (props.written ?? props.recorded)}
          onInput={(event) => {
            const text = event.currentTarget.value;
            props.onWritten(text === props.recorded ? null : text);
          }}
        />
      </div>
      <FaultLine fault={props.fault} id={`${id}-fault`} />
    </>
  );
}
