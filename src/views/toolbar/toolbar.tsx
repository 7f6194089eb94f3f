// The first line of the panel: record, clear, filter, options.
import { For, Show } from 'solid-js';
import { BreakButton } from '../break/break-button.tsx';
import { FilesMenu } from '../import/files-menu.tsx';
import { usePanel } from '../panel-context.tsx';
import {
  ClearIcon,
  CompareIcon,
  ExportIcon,
  OpenIcon,
  OptionsIcon,
  PlayIcon,
  RecordIcon,
  SecretsIcon,
} from '../ui/icons.tsx';
import { Popover } from '../ui/popover.tsx';
import { BodyCap } from './body-cap.tsx';

export interface ToolbarProps {
  /** Columns that can be switched off. */
  columns: readonly { id: string; label: string }[];
  onClear: () => void;
  onExport: () => void;
  onOpen: () => void;
  onCompare: () => void;
  onPlay: () => void;
  onBreak: () => void;
}

export function Toolbar(props: ToolbarProps) {
  const { t, controls, live, settings, store, secrets } = usePanel();
  const hasFiles = () => {
    live.revision();
    return store.origins.size > 0;
  };
  const themes = () =>
    [
      ['devtools', t(controls.live ? 'toolbar.themeDevtools' : 'toolbar.themeBrowser')],
      ['light', t('toolbar.themeLight')],
      ['dark', t('toolbar.themeDark')],
    ] as const;
  const toggleColumn = (id: string, shown: boolean) => {
    const others = settings.get('hiddenColumns').filter((hidden) => hidden !== id);
    settings.set('hiddenColumns', shown ? others : [...others, id]);
  };
  const reset = () => {
    settings.set('columnWidths', {});
    settings.set('hiddenColumns', []);
    settings.set('listWidth', 0.42);
    settings.set('listHeight', 0.4);
    settings.set('messagesHeight', 0.55);
  };

  return (
    <div class="toolbar" role="toolbar" aria-label={t('toolbar.label')}>
      <Show when={controls.live}>
        <button
          type="button"
          class="button record"
          aria-label={t('toolbar.record')}
          aria-pressed={live.recording()}
          title={live.recording() ? t('toolbar.recordStop') : t('toolbar.recordStart')}
          onClick={() => controls.record(!live.recording())}
        >
          <RecordIcon on={live.recording()} />
        </button>
      </Show>
      <button
        type="button"
        class="button"
        aria-label={t('toolbar.clear')}
        title={t('toolbar.clearTitle')}
        onClick={() => props.onClear()}
      >
        <ClearIcon />
      </button>
      <span class="toolbar-divider" />
      <button
        type="button"
        class="button"
        aria-label={t('toolbar.open')}
        title={t('toolbar.openTitle')}
        onClick={() => props.onOpen()}
      >
        <OpenIcon />
      </button>
      <button
        type="button"
        class="button"
        aria-label={t('toolbar.export')}
        title={t('toolbar.exportTitle')}
        onClick={() => props.onExport()}
      >
        <ExportIcon />
      </button>
      <Show when={hasFiles()}>
        <FilesMenu />
        <button
          type="button"
          class="button"
          aria-label={t('toolbar.compare')}
          title={t('toolbar.compare')}
          onClick={() => props.onCompare()}
        >
          <CompareIcon />
        </button>
      </Show>
      <Show when={controls.replay}>
        <button
          type="button"
          class="button"
          aria-label={t('play.open')}
          title={t('play.openTitle')}
          onClick={() => props.onPlay()}
        >
          <PlayIcon />
        </button>
      </Show>
      <Show when={controls.replay}>{(replay) => <BreakButton replay={replay()} onClick={props.onBreak} />}</Show>
      <Show when={controls.live}>
        <span class="toolbar-divider" />
        <label class="check" title={t('toolbar.keepLogTitle')}>
          <input
            type="checkbox"
            checked={settings.get('keepLog')}
            onChange={(event) => settings.set('keepLog', event.currentTarget.checked)}
          />
          {t('toolbar.keepLog')}
        </label>
        <Show when={live.connection().state !== 'live'}>
          <span class={`connection ${live.connection().state}`} title={secrets.text(live.connection().detail)}>
            {live.connection().state === 'lost' ? t('status.connectionLost') : t('status.waiting')}
          </span>
        </Show>
      </Show>
      <span class="toolbar-space" />
      <button
        type="button"
        class="button secrets"
        aria-label={t('toolbar.secrets')}
        aria-pressed={secrets.shown()}
        title={t(secrets.shown() ? 'toolbar.secretsHide' : 'toolbar.secretsShow')}
        onClick={() => secrets.show(!secrets.shown())}
      >
        <SecretsIcon shown={secrets.shown()} />
      </button>
      <Popover label={t('toolbar.options')} title={t('toolbar.options')} place="below" button={<OptionsIcon />}>
        <fieldset>
          <legend>{t('toolbar.theme')}</legend>
          <For each={themes()}>
            {([id, label]) => (
              <label class="check">
                <input
                  type="radio"
                  name="theme"
                  checked={settings.get('theme') === id}
                  onChange={() => settings.set('theme', id)}
                />
                {label}
              </label>
            )}
          </For>
        </fieldset>
        <Show when={controls.live}>
          <BodyCap />
        </Show>
        <fieldset>
          <legend>{t('toolbar.columns')}</legend>
          <For each={props.columns}>
            {(column) => (
              <label class="check">
                <input
                  type="checkbox"
                  checked={!settings.get('hiddenColumns').includes(column.id)}
                  onChange={(event) => toggleColumn(column.id, event.currentTarget.checked)}
                />
                {column.label}
              </label>
            )}
          </For>
        </fieldset>
        <button type="button" class="text-button" onClick={reset}>
          {t('toolbar.resetLayout')}
        </button>
      </Popover>
    </div>
  );
}
