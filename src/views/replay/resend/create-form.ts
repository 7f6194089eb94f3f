// The state of the resend dialog: what was recorded, what a person changed, what of it is hidden.
import { type Accessor, createMemo, createSignal, untrack } from 'solid-js';
import type { Exchange } from '../../../store/exchange.ts';
import { type RecordedForm, type RequestForm, recordedForm } from './form.ts';
import { hasSecrets, type Mask, maskOf, NO_MASK } from './mask.ts';

export interface FormState {
  recorded: Accessor<RecordedForm>;
  form: Accessor<RequestForm>;
  change(part: Partial<RequestForm>): void;
  mask: Accessor<Mask>;
  /** Whether anything is hidden unless it is asked for. */
  secret: Accessor<boolean>;
  revealed: Accessor<boolean>;
  reveal(on: boolean): void;
}

interface FormSettings {
  /** Rules of redaction, as settings have them. */
  rules: () => unknown;
  /** Whether secrets are shown to begin with. */
  revealed: boolean;
}

/** Must be called under a Solid owner. */
export function createForm(exchange: Exchange, revision: () => number, settings: FormSettings): FormState {
  // The browser's log may tell later what only it knows, a content type; nothing else of a request changes.
  const wire = createMemo(() => {
    revision();
    return exchange.wire;
  });
  const recorded = createMemo(() => {
    wire();
    return recordedForm(exchange);
  });
  const [changed, setChanged] = createSignal<Partial<RequestForm>>({});
  const form = createMemo((): RequestForm => {
    const { method, url, headers, body } = recorded();
    return { method, url, headers, body, ...changed() };
  });
  const [revealed, setRevealed] = createSignal(settings.revealed);
  // Looked for when the box is opened and when secrets are hidden again, never while somebody writes.
  const found = createMemo(() => {
    recorded();
    revealed();
    return maskOf(untrack(form), settings.rules());
  });
  return {
    recorded,
    form,
    change: (part) => setChanged((before) => ({ ...before, ...part })),
    mask: () => (revealed() ? NO_MASK : found()),
    secret: () => revealed() || hasSecrets(found()),
    revealed,
    reveal: setRevealed,
  };
}
