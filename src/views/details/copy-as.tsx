// Takes the exchange elsewhere: its request, or a mock of its answers, as a text for another tool.
import { createMemo, createSignal, For, onCleanup, Show } from 'solid-js';
import { redactEntries } from '../../har/redact/redactor.ts';
import { readRules } from '../../har/redact/rules.ts';
import { type Hide, type Snippet, snippetSource, snippets } from '../../replay/snippets/snippets.ts';
import type { Exchange } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { copyText } from '../ui/copy.ts';
import { CopyIcon } from '../ui/icons.tsx';
import { Popover } from '../ui/popover.tsx';

/** Bytes from which on the search for secrets would hold the panel up. */
const MOST = 4 * 1024 * 1024;

/** How long the answer stays, ms. */
const ANSWER = 1500;

const isLarge = ({ bytesSent, bytesReceived }: Exchange, { answers }: Snippet): boolean =>
  bytesSent + (answers ? bytesReceived : 0) > MOST;

/** Secrets go by the rules that the person has chosen for exports. @throws for rules of a newer version. */
const hiding =
  (rules: unknown): Hide =>
  (entry) =>
    redactEntries([entry], readRules(rules))[0] as typeof entry;

export function CopyAs(props: { exchange: Exchange }) {
  const { t } = usePanel();
  return (
    <div class="copy-as">
      <Popover label={t('copyAs.title')} title={t('copyAs.title')} place="below" button={<CopyIcon />}>
        <Choices exchange={props.exchange} />
      </Popover>
    </div>
  );
}

/** Stands only while the menu is open, so a flood of messages costs nothing otherwise. */
function Choices(props: { exchange: Exchange }) {
  const { t, settings } = usePanel();
  const [secrets, setSecrets] = createSignal(false);
  const [answer, setAnswer] = createSignal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const offered = createMemo(() => {
    const source = snippetSource(props.exchange, false);
    return snippets.filter((each) => each.fits(source));
  });
  const textOf = (snippet: Snippet): string =>
    snippet.make(snippetSource(props.exchange, snippet.answers), {
      hide: secrets() ? null : hiding(settings.get('redaction')),
      scale: 1,
    });
  const outcome = async (snippet: Snippet): Promise<string> => {
    if (isLarge(props.exchange, snippet)) return t('copyAs.large', snippet.label);
    try {
      return (await copyText(textOf(snippet))) ? t('message.copied') : t('message.copyFailed');
    } catch (error) {
      return (error as Error).message;
    }
  };
  const copy = async (snippet: Snippet): Promise<void> => {
    setAnswer(await outcome(snippet));
    clearTimeout(timer);
    timer = setTimeout(() => setAnswer(''), ANSWER);
  };
  return (
    <>
      <div class="copy-as-list">
        <For each={offered()} fallback={<p class="nothing">{t('copyAs.none')}</p>}>
          {(snippet) => (
            <button type="button" class="button" data-snippet={snippet.id} onClick={() => void copy(snippet)}>
              {snippet.label}
            </button>
          )}
        </For>
      </div>
      <Show when={offered().length > 0}>
        <label class="check" title={t('copyAs.secretsTitle')}>
          <input type="checkbox" checked={secrets()} onChange={(event) => setSecrets(event.currentTarget.checked)} />
          {t('copyAs.secrets')}
        </label>
      </Show>
      <p class="copy-as-answer" role="status">
        {answer()}
      </p>
    </>
  );
}
