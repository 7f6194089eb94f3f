// An error of the replay engine as a sentence, with what only the engine knows of it.
import { Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import { type ReplayCode, ReplayError } from '../../replay/errors.ts';
import { usePanel } from '../panel-context.tsx';

/** Where the engine's own words say which, where or how long; they are English in every language. */
const DETAILED: ReadonlySet<ReplayCode> = new Set<ReplayCode>([
  'invalid-data',
  'invalid-json',
  'invalid-hex',
  'invalid-base64',
  'invalid-url',
  'invalid-header',
  'invalid-method',
  'invalid-options',
  'payload-gone',
  'refused',
  'wait-timeout',
  'unplayable',
  'too-large',
]);

/** What the sentence says already. */
const SAID = /^(this is not (JSON|base64)|the browser refuses it): /;

export interface ProblemProps {
  /** Nothing is shown for null. */
  error: Pick<ReplayError, 'code' | 'message' | 'id'> | Error | null;
  id?: string;
  /** Shows the exchange that failed, where there is one. */
  onShow?: (id: string) => void;
}

export function Problem(props: ProblemProps) {
  const { t, store, secrets } = usePanel();
  const code = () => (props.error && 'code' in props.error ? props.error.code : null);
  const detail = () => {
    const known = code();
    return props.error && (known === null || DETAILED.has(known))
      ? visible(secrets.text(props.error.message.replace(SAID, '')))
      : '';
  };
  const made = () => (props.error && 'id' in props.error && props.error.id && store.get(props.error.id)?.id) || '';
  return (
    <Show when={props.error}>
      <p class="dialog-error" role="alert" id={props.id} data-code={code()}>
        <Show when={code()}>{(known) => t(`replay.errors.${known()}`)}</Show>
        <Show when={detail()}>
          <bdi class="problem-detail"> {detail()}</bdi>
        </Show>
        <Show when={props.onShow && made()}>
          {' '}
          <button type="button" class="text-button" onClick={() => props.onShow?.(made())}>
            {t('replay.showExchange')}
          </button>
        </Show>
      </p>
    </Show>
  );
}

/** What was thrown, as something to show. */
export const thrown = (error: unknown): ReplayError | Error =>
  error instanceof Error ? error : new ReplayError('invalid-data', String(error));
