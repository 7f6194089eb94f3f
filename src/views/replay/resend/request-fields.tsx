// Method, URL, headers and body of the request that is about to be sent.
import { For, Match, Show, Switch, untrack } from 'solid-js';
import type { Exchange } from '../../../store/exchange.ts';
import { usePanel } from '../../panel-context.tsx';
import { WRITTEN_KINDS } from '../data.ts';
import { DataText, KindChips } from '../data-fields.tsx';
import type { FormState } from './create-form.ts';
import { isBodyless } from './form.ts';
import { HeaderRows } from './header-rows.tsx';

export interface RequestFieldsProps {
  exchange: Exchange;
  state: FormState;
  /** Something was changed by other means than typing. */
  changed: () => void;
  /** The recorded origin where the URL is of another; empty where it is not. */
  otherOrigin: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function RequestFields(props: RequestFieldsProps) {
  const { t } = usePanel();
  const { form, recorded, change, mask, secret, revealed, reveal } = props.state;
  // As it is known now: what the browser's log tells later is not to move what somebody is about to press.
  const own = new Set(untrack(recorded).headers.map(({ name }) => name.toLowerCase()));
  const names = (props.exchange.wire?.requestHeaders ?? []).map(([name]) => name);
  const byBrowser = [...new Set(names.filter((name) => !own.has(name.toLowerCase()) && !name.startsWith(':')))];
  return (
    <>
      <div class="field request-line">
        <label class="field-name" for="resend-method">
          {t('resend.method')}
        </label>
        <input
          id="resend-method"
          class="text-field method-field mono"
          list="resend-methods"
          spellcheck={false}
          value={form().method}
          onInput={(event) => change({ method: event.currentTarget.value })}
        />
        <datalist id="resend-methods">
          <For each={METHODS}>{(method) => <option value={method} />}</For>
        </datalist>
      </div>
      <div class="field request-line">
        <label class="field-name" for="resend-url">
          {t('resend.url')}
        </label>
        <input
          id="resend-url"
          class="text-field mono"
          spellcheck={false}
          readOnly={mask().url !== null}
          title={mask().url === null ? undefined : t('resend.masked')}
          value={mask().url ?? form().url}
          onInput={(event) => change({ url: event.currentTarget.value })}
        />
      </div>
      <Show when={props.otherOrigin}>
        <p class="warning indented">{t('resend.otherOrigin', props.otherOrigin)}</p>
      </Show>
      <div class="field request-line">
        <span class="field-name">{t('resend.headers')}</span>
        <HeaderRows
          rows={form().headers}
          onRows={(headers) => {
            change({ headers });
            props.changed();
          }}
          hidden={mask().headers}
          mode={props.exchange.request.options.mode}
          byBrowser={byBrowser}
        />
      </div>
      <BodyFields state={props.state} changed={props.changed} />
      <Show when={secret()}>
        <div class="compose-line indented">
          <label class="check">
            <input
              type="checkbox"
              data-field="secrets"
              checked={revealed()}
              onChange={(event) => reveal(event.currentTarget.checked)}
            />
            {t('resend.secrets')}
          </label>
          <Show when={!revealed()}>
            <span class="dialog-note">{t('resend.masked')}</span>
          </Show>
        </div>
      </Show>
    </>
  );
}

function BodyFields(props: { state: FormState; changed: () => void }) {
  const { t, format } = usePanel();
  const { form, change, mask, recorded } = props.state;
  const bodyless = () => isBodyless(form().method);
  const written = () => {
    const { kind } = form().body;
    return kind === 'none' ? null : kind;
  };
  const locked = () => recorded().locked;
  return (
    <div class="field request-line">
      <span class="field-name">{t('resend.body')}</span>
      <div class="body-fields">
        <Switch>
          <Match when={bodyless()}>
            <p class="field-hint">{t('resend.bodyless')}</p>
          </Match>
          <Match when={locked()?.why === 'large'}>
            <p class="field-hint">{t('resend.bodyLarge', format.bytes(locked()?.size ?? 0))}</p>
          </Match>
          <Match when={true}>
            <KindChips
              kinds={['none', ...WRITTEN_KINDS]}
              kind={form().body.kind}
              onKind={(kind) => {
                change({ body: { ...form().body, kind } });
                props.changed();
              }}
            />
            <Show when={locked()?.why === 'gone' && written() === null}>
              <p class="field-hint">{t('resend.bodyGone')}</p>
            </Show>
            <Show when={written()}>
              {(kind) => (
                <>
                  <DataText
                    label={t('resend.body')}
                    kind={kind()}
                    text={mask().body ?? form().body.text}
                    readOnly={mask().body !== null}
                    rows={6}
                    onText={(text) => change({ body: { kind: kind(), text } })}
                  />
                  <p class="field-hint">{t('resend.templates')}</p>
                </>
              )}
            </Show>
          </Match>
        </Switch>
      </div>
    </div>
  );
}
