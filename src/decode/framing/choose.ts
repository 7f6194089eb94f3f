// Picks the framing of a response body by its content type.
import type { ChooseFramer } from '../../store/framer.ts';
import { essence } from '../media-type.ts';
import { registry } from '../registry.ts';
import type { Framing } from '../stages.ts';

/** A framer for a body of this content type; null where its chunks are shown as they came. */
export const chooseFramer: ChooseFramer = (contentType) => {
  const mediaType = essence(contentType);
  let best: Framing | null = null;
  let most = 0;
  for (const framing of registry.framings) {
    const confidence = framing.detect(mediaType);
    if (confidence > most) {
      best = framing;
      most = confidence;
    }
  }
  return best ? best.create() : null;
};
