// The replies of a replayed session beside the recorded ones, and in what they differ.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { visible } from '../../../decode/preview.ts';
import type { JsonChange } from '../../../replay/json-diff.ts';
import type { Comparison, Reply } from '../../../replay/session/replies.ts';
import { Side } from '../../compare/changes.tsx';
import { usePanel } from '../../panel-context.tsx';

/** More than anybody reads. */
const SHOWN = 300;
/** Changes of one message that are shown, and characters of a value. */
const CHANGES = 20;
const HEAD = 200;

export function Replies(props: { result: Comparison; parent: string; id: string }) {
  const { t, format } = usePanel();
  const [showSame, setShowSame] = createSignal(false);
  const rows = createMemo(() => props.result.replies.filter(({ verdict }) => showSame() || verdict !== 'same'));
  const summary = () => {
    const { same, differs, missing, extra } = props.result;
    const [a = '', b = '', c = '', d = ''] = [same, differs, missing, extra].map((n) => format.number(n));
    return t('session.summary', a, b, c, d);
  };
  const nothing = () => t(props.result.replies.length > 0 ? 'session.allSame' : 'session.noReplies');
  return (
    <>
      <div class="compose-line run-line">
        <span class="dialog-note run-summary" role="status">
          {summary()}
        </span>
        <label class="check">
          <input type="checkbox" checked={showSame()} onChange={(event) => setShowSame(event.currentTarget.checked)} />
          {t('session.showSame')}
        </label>
      </div>
      <div class="compare-scroll">
        <Show when={rows().length > 0} fallback={<p class="nothing">{nothing()}</p>}>
          <table class="replies" aria-label={t('session.replies')}>
            <thead>
              <tr>
                <th>{t('compare.result')}</th>
                <th>{t('session.recorded')}</th>
                <th>{t('session.replayed')}</th>
              </tr>
            </thead>
            <tbody>
              <For each={rows().slice(0, SHOWN)}>
                {(reply) => <ReplyRow reply={reply} parent={props.parent} id={props.id} />}
              </For>
            </tbody>
          </table>
          <Show when={rows().length > SHOWN}>
            <p class="field-hint">{t('session.moreReplies', format.number(rows().length - SHOWN))}</p>
          </Show>
        </Show>
      </div>
    </>
  );
}

function ReplyRow(props: { reply: Reply; parent: string; id: string }) {
  const { t, store } = usePanel();
  const log = (id: string) => store.get(id)?.messages;
  return (
    <>
      <tr data-verdict={props.reply.verdict}>
        <td>
          <span class={`compare-kind verdict-${props.reply.verdict}`}>
            {t(`session.verdicts.${props.reply.verdict}`)}
          </span>
        </td>
        <td>
          <Show when={log(props.parent)}>{(old) => <Side log={old()} at={props.reply.original} side="a" />}</Show>
        </td>
        <td>
          <Show when={log(props.id)}>{(made) => <Side log={made()} at={props.reply.replayed} side="b" />}</Show>
        </td>
      </tr>
      <Show when={(props.reply.changes?.length ?? 0) > 0}>
        <tr class="reply-changes">
          <td />
          <td colspan="2">
            <ul>
              <For each={props.reply.changes?.slice(0, CHANGES)}>{(change) => <ChangeLine change={change} />}</For>
            </ul>
          </td>
        </tr>
      </Show>
    </>
  );
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return visible(text.length > HEAD ? `${text.slice(0, HEAD)}…` : text);
};

function ChangeLine(props: { change: JsonChange }) {
  const { t } = usePanel();
  const text = () => {
    const { kind, before, after } = props.change;
    const path = visible(props.change.path) || t('session.whole');
    if (kind === 'added') return t('session.added', path, shown(after));
    if (kind === 'removed') return t('session.removed', path, shown(before));
    return t('session.changed', path, shown(before), shown(after));
  };
  return (
    <li>
      <bdi>{text()}</bdi>
    </li>
  );
}
