// Decodes one payload on the calling thread: picks the decoder by evidence, or the one a person chose.
import type { Decoded, DecodeRequest } from './decoded.ts';
import { previewOf } from './preview.ts';
import { registry } from './registry.ts';
import { type PayloadDecoder, SURE } from './stages.ts';

/**
 * Never throws. Decoders are asked in order of confidence; a guess (confidence below {@link SURE}) that ends in an error
 * gives way to the next one. A forced decoder is taken with whatever error it finds.
 */
export function decodeNow(request: DecodeRequest): Decoded {
  try {
    const forced = registry.payloads.find(({ name }) => name === request.force);
    return forced ? forced.decode(request) : decodeByEvidence(request);
  } catch (thrown) {
    return undecoded(request, `cannot decode: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function decodeByEvidence(request: DecodeRequest): Decoded {
  const candidates = registry.payloads
    .map((decoder): [PayloadDecoder, number] => [decoder, decoder.detect(request)])
    .filter(([, confidence]) => confidence > 0)
    .sort(([, a], [, b]) => b - a);
  for (const [decoder, confidence] of candidates) {
    const decoded = decoder.decode(request);
    // A tree beside an error (duplicate keys) confirms the guess.
    if (confidence >= SURE || !decoded.error || decoded.tree !== undefined) return decoded;
  }
  return undecoded(request, 'no decoder reads this');
}

/** The raw payload beside the reason why there is no more. */
export function undecoded(request: DecodeRequest, message: string): Decoded {
  const { data } = request;
  const raw = { confidence: 0, preview: previewOf(data), error: { message } };
  return typeof data === 'string' ? { decoder: 'text', ...raw, text: data } : { decoder: 'hex', ...raw };
}
