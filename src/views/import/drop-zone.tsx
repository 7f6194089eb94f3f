// Files that are dragged over the panel can be dropped anywhere on it.
import { createSignal, onCleanup, Show } from 'solid-js';
import { usePanel } from '../panel-context.tsx';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

export function DropZone(props: { onFiles: (files: File[]) => void }) {
  const { t } = usePanel();
  const [over, setOver] = createSignal(false);
  const onOver = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    // Else the browser would leave the panel for the file.
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const onLeave = (event: DragEvent) => {
    if (event.relatedTarget === null) setOver(false);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    props.onFiles([...(event.dataTransfer?.files ?? [])]);
  };
  document.addEventListener('dragover', onOver);
  document.addEventListener('dragleave', onLeave);
  document.addEventListener('drop', onDrop);
  onCleanup(() => {
    document.removeEventListener('dragover', onOver);
    document.removeEventListener('dragleave', onLeave);
    document.removeEventListener('drop', onDrop);
  });
  return (
    <Show when={over()}>
      <div class="drop-zone">
        <p>{t('import.drop')}</p>
      </div>
    </Show>
  );
}
