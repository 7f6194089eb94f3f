// The headers of a request, a row each; what the browser will not let a page set says so.
import { Index, Show } from 'solid-js';
import { visible } from '../../../decode/preview.ts';
import { usePanel } from '../../panel-context.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { emptyRow, type HeaderRow, refusal } from './form.ts';

export interface HeaderRowsProps {
  rows: readonly HeaderRow[];
  onRows: (rows: readonly HeaderRow[]) => void;
  /** Keys of rows whose value is not shown. */
  hidden: ReadonlySet<number>;
  /** `RequestInit.mode` */
  mode: unknown;
  /** Names of headers that the browser added when it was recorded. */
  byBrowser: readonly string[];
}

export function HeaderRows(props: HeaderRowsProps) {
  const { t, format } = usePanel();
  let list: HTMLDivElement | undefined;
  const change = (at: number, part: Partial<HeaderRow>) =>
    props.onRows(props.rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const focus = (at: number) => list?.querySelectorAll<HTMLElement>('[data-field=name]')[at]?.focus();
  const add = () => {
    props.onRows([...props.rows, emptyRow(props.rows)]);
    focus(props.rows.length - 1);
  };
  const remove = (at: number) => {
    props.onRows(props.rows.filter((_, i) => i !== at));
    focus(Math.min(at, props.rows.length - 1));
  };
  return (
    <div ref={list} class="header-rows">
      {/* By position: a change must not take the focus from its field. */}
      <Index each={props.rows}>
        {(row, at) => (
          <>
            <div class="header-row">
              <input
                type="text"
                data-field="name"
                spellcheck={false}
                aria-label={t('resend.headerName', format.number(at + 1))}
                value={row().name}
                onInput={(event) => change(at, { name: event.currentTarget.value })}
              />
              <input
                type={props.hidden.has(row().key) ? 'password' : 'text'}
                data-field="value"
                spellcheck={false}
                aria-label={t('resend.headerValue', format.number(at + 1))}
                value={row().value}
                onInput={(event) => change(at, { value: event.currentTarget.value })}
              />
              <button
                type="button"
                class="button"
                aria-label={t('resend.removeHeader', format.number(at + 1))}
                title={t('resend.removeHeader', format.number(at + 1))}
                onClick={() => remove(at)}
              >
                <CloseIcon />
              </button>
            </div>
            <Show when={refusal(row(), props.mode)}>
              {(reason) => (
                <p class="header-refused" data-refused={row().name}>
                  {t(reason() === 'forbidden' ? 'resend.forbidden' : 'resend.noCors')}
                </p>
              )}
            </Show>
          </>
        )}
      </Index>
      <div class="compose-line">
        <button type="button" class="text-button" data-act="add-header" onClick={add}>
          {t('resend.addHeader')}
        </button>
        <Show when={props.byBrowser.length > 0}>
          <span class="dialog-note by-browser">
            <bdi>{visible(t('resend.byBrowser', props.byBrowser.join(', ')))}</bdi>
          </span>
        </Show>
      </div>
    </div>
  );
}
