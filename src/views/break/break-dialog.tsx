// "Break…": which messages of the page are to be held.
import { createSignal, For } from 'solid-js';
import type { Replay } from '../../replay/replay.ts';
import { usePanel } from '../panel-context.tsx';
import { Problem, thrown } from '../replay/problem.tsx';
import { Chips } from '../ui/chips.tsx';
import { Dialog } from '../ui/dialog.tsx';

const DIRECTIONS = ['both', 'sent', 'received'] as const;
const APIS = ['websocket', 'eventsource', 'fetch'] as const;

export function BreakDialog(props: { replay: Replay; onClose: () => void }) {
  const { t } = usePanel();
  const before = props.replay.breakState();
  const [direction, setDirection] = createSignal<(typeof DIRECTIONS)[number]>(before.filter.direction ?? 'both');
  const [api, setApi] = createSignal<(typeof APIS)[number] | null>(before.filter.api);
  const [url, setUrl] = createSignal(before.filter.url);
  const [text, setText] = createSignal(before.filter.text);
  const [problem, setProblem] = createSignal<Error | null>(null);
  const begin = async () => {
    setProblem(null);
    try {
      await props.replay.breakOn({ direction: direction(), api: api(), url: url().trim(), text: text() });
      props.onClose();
    } catch (error) {
      setProblem(thrown(error));
    }
  };
  const off = () => {
    void props.replay.breakOff();
    props.onClose();
  };
  return (
    <Dialog label={t('breaking.title')} class="break-dialog" onClose={props.onClose}>
      <form
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        <div class="dialog-body">
          <p class="field-hint">{t('breaking.what')}</p>
          <div class="field">
            <span class="field-name">{t('breaking.direction')}</span>
            <Chips
              label={t('breaking.direction')}
              options={DIRECTIONS.map((id) => ({ id, label: t(`breaking.directions.${id}`) }))}
              selected={direction()}
              onSelect={setDirection}
            />
          </div>
          <div class="form-row">
            <label class="form-field short">
              {t('breaking.api')}
              <select
                onChange={(event) => {
                  const chosen = event.currentTarget.value;
                  setApi(APIS.find((each) => each === chosen) ?? null);
                }}
              >
                <option value="">{t('breaking.any')}</option>
                <For each={APIS}>
                  {(each) => (
                    <option value={each} selected={each === api()}>
                      {t(`api.${each}`)}
                    </option>
                  )}
                </For>
              </select>
            </label>
            <label class="form-field">
              {t('breaking.url')}
              <input
                type="text"
                spellcheck={false}
                data-field="url"
                title={t('breaking.urlTitle')}
                placeholder={t('breaking.any')}
                value={url()}
                onInput={(event) => setUrl(event.currentTarget.value)}
              />
            </label>
            <label class="form-field">
              {t('breaking.text')}
              <input
                type="text"
                spellcheck={false}
                data-field="text"
                title={t('breaking.textTitle')}
                placeholder={t('breaking.any')}
                value={text()}
                onInput={(event) => setText(event.currentTarget.value)}
              />
            </label>
          </div>
          <p class="field-hint">{t('breaking.which')}</p>
          <Problem error={problem()} />
        </div>
        <div class="dialog-foot">
          <span class="dialog-note">{t('breaking.note')}</span>
          {before.on && (
            <button type="button" class="text-button" onClick={off}>
              {t('breaking.off')}
            </button>
          )}
          <button type="submit" class="text-button primary">
            {t(before.on ? 'breaking.change' : 'breaking.on')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
