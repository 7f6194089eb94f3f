// A getter that only documents have: it tells whether one can be seen, and whether something is one.
import { getters } from './natives.ts';

export const [visibility] = getters(Document, 'visibilityState');
