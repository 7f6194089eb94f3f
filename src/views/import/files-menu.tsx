// The files that were opened, each with a way to remove what was read from it.
import { For } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import { usePanel } from '../panel-context.tsx';
import { CloseIcon, FileIcon } from '../ui/icons.tsx';
import { Popover } from '../ui/popover.tsx';
import { removeOrigin } from './import-file.ts';

export function FilesMenu() {
  const { t, format, live, store } = usePanel();
  const files = () => {
    live.revision();
    return [...store.origins].map((origin) => ({
      origin,
      count: store.exchanges.filter((exchange) => store.origin(exchange) === origin).length,
    }));
  };
  return (
    <Popover label={t('toolbar.files')} title={t('toolbar.files')} place="below" align="start" button={<FileIcon />}>
      <ul class="files">
        <For each={files()}>
          {({ origin, count }) => (
            <li>
              <bdi>{t('import.done', visible(origin.file), format.number(count), count)}</bdi>
              <button
                type="button"
                class="button"
                aria-label={t('import.removeFile', visible(origin.file))}
                title={t('import.removeFile', visible(origin.file))}
                onClick={() => removeOrigin(store, origin)}
              >
                <CloseIcon />
              </button>
            </li>
          )}
        </For>
      </ul>
    </Popover>
  );
}
