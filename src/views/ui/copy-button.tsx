// Copies a text and says for a moment whether that worked.
import { createSignal, onCleanup } from 'solid-js';
import { usePanel } from '../panel-context.tsx';
import { copyText } from './copy.ts';
import { CopyIcon } from './icons.tsx';

/** How long the answer stays, ms. */
const ANSWER = 1500;

export function CopyButton(props: { text: () => string; label?: string }) {
  const { t } = usePanel();
  const [answer, setAnswer] = createSignal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async () => {
    setAnswer((await copyText(props.text())) ? t('message.copied') : t('message.copyFailed'));
    clearTimeout(timer);
    timer = setTimeout(() => setAnswer(''), ANSWER);
  };
  return (
    <>
      <span class="copy-answer" role="status">
        {answer()}
      </span>
      <button
        type="button"
        class="button"
        title={props.label ?? t('message.copy')}
        aria-label={props.label ?? t('message.copy')}
        onClick={copy}
      >
        <CopyIcon />
      </button>
    </>
  );
}
