// What a message of a replay waits for: a received message with certain JSON, or one like a recorded one.
import { createMemo, For, Show } from 'solid-js';
import { previewOf, visible } from '../../../decode/preview.ts';
import { type Member, membersOf } from '../../../replay/session/members.ts';
import { jsonOf } from '../../../replay/session/replies.ts';
import type { MessageLog } from '../../../store/message-log.ts';
import { usePanel } from '../../panel-context.tsx';
import { Chips } from '../../ui/chips.tsx';
import { faultOf } from '../data.ts';
import { Problem } from '../problem.tsx';
import type { WaitChoice } from './choice.ts';

export interface WaitFieldsProps {
  log: MessageLog;
  /** Position of the message that waits. */
  seq: number;
  wait: WaitChoice;
  onWait: (wait: WaitChoice) => void;
}

/** Received messages that can be picked: the last ones before the one that waits. */
const OFFERED = 50;
/** Characters of a message or value that are shown. */
const HEAD = 80;

/** Positions of received messages before `seq` whose payload is there, the nearest first. */
function receivedBefore(log: MessageLog, seq: number): number[] {
  const found: number[] = [];
  for (let i = seq - 1; i >= 0 && found.length < OFFERED; i--)
    if (!log.isSent(i) && log.head(i, 1) !== null) found.push(i);
  return found;
}

export function WaitFields(props: WaitFieldsProps) {
  const { t } = usePanel();
  const offered = receivedBefore(props.log, props.seq);
  const pickKind = (kind: WaitChoice['kind']) => {
    const [nearest] = offered;
    if (kind === 'json' || nearest === undefined) props.onWait({ kind: 'json', text: '' });
    else props.onWait({ kind: 'like', like: nearest, left: new Set() });
  };
  const text = () => (props.wait.kind === 'json' ? props.wait.text : '');
  return (
    <div class="wait-fields">
      <div class="compose-line">
        <span>{t('session.wait')}</span>
        <Show when={offered.length > 0}>
          <Chips
            label={t('session.waitKind', `${props.seq}`)}
            options={(['json', 'like'] as const).map((id) => ({ id, label: t(`session.waitKinds.${id}`) }))}
            selected={props.wait.kind}
            onSelect={pickKind}
          />
        </Show>
      </div>
      <Show
        when={props.wait.kind === 'like' && props.wait}
        fallback={
          <>
            <input
              type="text"
              class="text-field mono"
              spellcheck={false}
              data-wait={props.seq}
              aria-label={t('session.waitOf', `${props.seq}`)}
              placeholder={t('session.waitHint')}
              value={text()}
              onInput={(event) => props.onWait({ kind: 'json', text: event.currentTarget.value })}
            />
            <Problem error={faultOf({ kind: 'json', text: text() })} />
          </>
        }
      >
        {(wait) => <LikeFields log={props.log} seq={props.seq} offered={offered} wait={wait()} onWait={props.onWait} />}
      </Show>
    </div>
  );
}

interface LikeFieldsProps extends Omit<WaitFieldsProps, 'wait'> {
  offered: readonly number[];
  wait: WaitChoice & { kind: 'like' };
}

function LikeFields(props: LikeFieldsProps) {
  const { t } = usePanel();
  const like = createMemo(() => props.wait.like);
  const members = createMemo(() => membersOf(jsonOf(props.log.data(like()))));
  const none = () => members().length > 0 && members().every(({ key }) => props.wait.left.has(key));
  const compare = ({ key }: Member, on: boolean) => {
    const left = new Set(props.wait.left);
    if (on) left.delete(key);
    else left.add(key);
    props.onWait({ ...props.wait, left });
  };
  const preview = (seq: number) => `#${seq} ${previewOf(props.log.head(seq, HEAD))}`;
  const shown = (value: unknown) => visible((JSON.stringify(value) ?? '').slice(0, HEAD));
  return (
    <>
      <select
        class="text-field mono"
        data-like={props.seq}
        aria-label={t('session.likeOf', `${props.seq}`)}
        onChange={(event) =>
          props.onWait({ kind: 'like', like: Number(event.currentTarget.value), left: new Set<string>() })
        }
      >
        <For each={props.offered}>
          {(seq) => (
            <option value={seq} selected={seq === like()}>
              {preview(seq)}
            </option>
          )}
        </For>
      </select>
      <Show when={members().length > 0} fallback={<p class="field-hint">{t('session.comparedWhole')}</p>}>
        <fieldset class="members">
          <legend>{t('session.compared')}</legend>
          <For each={members()}>
            {(member) => (
              <label class="check">
                <input
                  type="checkbox"
                  data-member={member.path}
                  checked={!props.wait.left.has(member.key)}
                  onChange={(event) => compare(member, event.currentTarget.checked)}
                />
                <bdi class="mono">{`${visible(member.path)}: ${shown(member.value)}`}</bdi>
              </label>
            )}
          </For>
        </fieldset>
        <Show when={none()}>
          <p class="dialog-error" role="alert" data-fault="members">
            {t('session.noMembers')}
          </p>
        </Show>
      </Show>
    </>
  );
}
