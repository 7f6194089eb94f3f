// A file in slices that are read when they are asked for.

/** Bytes read at once. */
const SLICE = 1024 * 1024;

/**
 * The bytes of `file`. Not its own `stream()`: Firefox gives that of a file in memory as one piece, which took 1.6 s
 * for 300 MB, and nothing of ours ran meanwhile.
 */
export function slicesOf(file: Blob): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= file.size) return controller.close();
      const slice = file.slice(at, at + SLICE);
      at += SLICE;
      controller.enqueue(new Uint8Array(await slice.arrayBuffer()));
    },
  });
}
