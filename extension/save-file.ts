// Saving to disk, by the best way that the browser offers where the panel stands.
import type { SaveFile, SaveTarget } from '../src/views/controls.ts';

/** Pieces are handed to a Blob, which the browser may keep on disk, when they are this large, bytes. */
const PIECE = 4 * 2 ** 20;
/** By then the browser has taken what it downloads, ms. */
const TAKEN = 60_000;

/** Not in the DOM's types yet. @see https://wicg.github.io/file-system-access/#api-showsavefilepicker */
type Picker = (options: { suggestedName: string; id: string }) => Promise<FileSystemFileHandle>;

/** Collects the file and downloads it when it is complete. */
function download(name: string, type: string): SaveTarget {
  const blobs: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const flush = (): void => {
    blobs.push(new Blob(pieces));
    pieces = [];
    size = 0;
  };
  return {
    async write(bytes) {
      pieces.push(bytes as Uint8Array<ArrayBuffer>);
      size += bytes.length;
      if (size >= PIECE) flush();
    },
    async close() {
      flush();
      const url = URL.createObjectURL(new Blob(blobs, { type }));
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), TAKEN);
    },
    async abort() {
      blobs.length = pieces.length = 0;
    },
  };
}

async function inPlace(handle: FileSystemFileHandle): Promise<SaveTarget> {
  const writable = await handle.createWritable();
  return {
    write: (bytes) => writable.write(bytes as Uint8Array<ArrayBuffer>),
    close: () => writable.close(),
    async abort() {
      await writable.abort();
      // The picker has made an empty file.
      const file = handle as FileSystemFileHandle & { remove?(): Promise<void> };
      await file.remove?.();
    },
  };
}

/** Streams to a file that the person picks; where there is no picker (Firefox, a DevTools panel) it is a download. */
export const saveFile: SaveFile = async (name, type) => {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: Picker };
  if (!showSaveFilePicker) return download(name, type);
  let handle: FileSystemFileHandle;
  try {
    handle = await showSaveFilePicker.call(window, { suggestedName: name, id: 'streamscope' });
  } catch (error) {
    if ((error as DOMException).name === 'AbortError') return null;
    // It is there, but not allowed: Chromium refuses it to DevTools panels, which are frames of another origin.
    return download(name, type);
  }
  return await inPlace(handle);
};
