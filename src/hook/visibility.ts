// A getter that only documents have: it tells whether one can be seen, and whether something is one.
import { members } from './natives.ts';

export const [visibility] = members(Document, 'visibilityState');
