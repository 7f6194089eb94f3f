// Writing on a WebSocket that the page has open: to the server, or to the page as if the server had sent it.
import { createSignal, Match, Show, Switch } from 'solid-js';
import type { Data } from '../../replay/payload.ts';
import type { Replay } from '../../replay/replay.ts';
import { type Exchange, isOpen } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { FoldMark } from '../ui/icons.tsx';
import { CloseForm } from './close-form.tsx';
import { dataOf, WRITTEN_KINDS } from './data.ts';
import { DataText, KindChips } from './data-fields.tsx';
import { Problem, thrown } from './problem.tsx';
import { remembered } from './recent.ts';
import { RecentMenu } from './recent-menu.tsx';

/** Bytes; a browser carries at most 64 MiB from panel to page. */
const LARGEST_FILE = 32 * 2 ** 20;
const KINDS = [...WRITTEN_KINDS, 'file'] as const;
const PLACEHOLDERS = ['uuid', 'now', 'counter'] as const;

/** Stands while the WebSocket is open, and beyond that while there is something written. */
export function ComposeBox(props: { exchange: Exchange; revision: () => number }) {
  const { store, controls, draftOf } = usePanel();
  const written = () => draftOf(props.exchange).text[0]() !== '';
  const fits = () => {
    props.revision();
    const { api, source } = props.exchange;
    const ofPage = api === 'websocket' && source === 'page' && store.origin(props.exchange) === undefined;
    return ofPage && (isOpen(props.exchange) || written()) ? controls.replay : null;
  };
  return <Show when={fits()}>{(replay) => <Box exchange={props.exchange} replay={replay()} />}</Show>;
}

function Box(props: { exchange: Exchange; replay: Replay }) {
  const { t, settings } = usePanel();
  const open = () => settings.get('composing');
  return (
    <section class="compose" aria-label={t('compose.label')}>
      <div class="compose-head">
        <button
          type="button"
          class="section-toggle"
          aria-expanded={open()}
          onClick={() => settings.set('composing', !open())}
        >
          <FoldMark open={open()} />
          {t('compose.title')}
        </button>
        <CloseForm exchange={props.exchange} replay={props.replay} />
      </div>
      <Show when={open()}>
        <Fields exchange={props.exchange} replay={props.replay} />
      </Show>
    </section>
  );
}

function Fields(props: { exchange: Exchange; replay: Replay }) {
  const { t, format, settings, draftOf } = usePanel();
  const draft = draftOf(props.exchange);
  const [kind, setKind] = draft.kind;
  const [text, setText] = draft.text;
  const [file, setFile] = draft.file;
  const [error, setError] = createSignal<Error | null>(null);
  const [refusal, setRefusal] = createSignal('');
  const [done, setDone] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  let area: HTMLTextAreaElement | undefined;

  const data = async (): Promise<Data | null> => {
    const chosen = kind();
    if (chosen !== 'file') return dataOf({ kind: chosen, text: text() });
    const source = file();
    if (!source) setRefusal(t('compose.noFile'));
    else if (source.size > LARGEST_FILE) setRefusal(t('compose.fileTooLarge', format.bytes(LARGEST_FILE)));
    else return await source.arrayBuffer();
    return null;
  };
  const act = async (how: 'send' | 'deliver'): Promise<void> => {
    if (busy()) return;
    setError(null);
    setRefusal('');
    setDone('');
    setBusy(true);
    try {
      const given = await data();
      if (given === null) return;
      await props.replay[how](props.exchange.id, given);
      const chosen = kind();
      if (chosen !== 'file')
        settings.set('recentMessages', remembered(settings.get('recentMessages'), { kind: chosen, text: text() }));
      setDone(t(how === 'send' ? 'compose.sent' : 'compose.delivered'));
    } catch (reason) {
      setError(thrown(reason));
    } finally {
      setBusy(false);
    }
  };
  const write = (next: string) => {
    setText(next);
    setError(null);
    setDone('');
  };
  const insert = (name: string) => {
    if (!area) return;
    area.setRangeText(`{{${name}}}`, area.selectionStart, area.selectionEnd, 'end');
    write(area.value);
    area.focus();
  };
  const written = () => {
    const chosen = kind();
    return chosen === 'file' ? null : chosen;
  };
  return (
    <form
      autocomplete="off"
      class="compose-fields"
      onSubmit={(event) => {
        event.preventDefault();
        void act('send');
      }}
    >
      <div class="compose-line">
        <KindChips
          kinds={KINDS}
          kind={kind()}
          onKind={(next) => {
            setKind(next);
            setError(null);
            setRefusal('');
          }}
        />
        <Show when={kind() === 'text' || kind() === 'json'}>
          <span class="compose-inserts">
            {PLACEHOLDERS.map((name) => (
              <button
                type="button"
                class="button"
                title={t(`compose.insertTitle.${name}`)}
                aria-label={`${t('compose.insert')} {{${name}}}`}
                onClick={() => insert(name)}
              >
                {`{{${name}}}`}
              </button>
            ))}
          </span>
        </Show>
      </div>
      <Switch>
        <Match when={written()}>
          {(chosen) => (
            <DataText
              ref={(element) => {
                area = element;
              }}
              label={t('compose.data')}
              kind={chosen()}
              text={text()}
              onText={write}
              rows={3}
              onSubmit={() => void act('send')}
            />
          )}
        </Match>
        <Match when={kind() === 'file'}>
          <div class="compose-line">
            <input
              type="file"
              aria-label={t('compose.file')}
              onChange={(event) => {
                setFile(event.currentTarget.files?.[0] ?? null);
                setRefusal('');
              }}
            />
            <span class="dialog-note">
              {file() ? `${file()?.name} (${format.bytes(file()?.size ?? 0)})` : t('compose.fileHint')}
            </span>
          </div>
        </Match>
      </Switch>
      <Problem error={error()} />
      <Show when={refusal()}>
        <p class="dialog-error" role="alert">
          {refusal()}
        </p>
      </Show>
      <div class="compose-line">
        <RecentMenu
          onPick={(sent) => {
            setKind(sent.kind);
            write(sent.text);
            area?.focus();
          }}
        />
        <span class="dialog-note compose-note">
          <span role="status">{done()}</span>
          <Show when={!done()}>{t('compose.deliverHint')}</Show>
        </span>
        <button
          type="button"
          class="text-button"
          data-act="deliver"
          title={[t('compose.deliverTitle'), t('compose.deliverHint'), t('compose.deliverWhy')].join(' ')}
          disabled={busy()}
          onClick={() => void act('deliver')}
        >
          {t('compose.deliver')}
        </button>
        <button
          type="submit"
          class="text-button primary"
          data-act="send"
          title={t('compose.sendTitle')}
          disabled={busy()}
        >
          {t('compose.send')}
        </button>
      </div>
    </form>
  );
}
