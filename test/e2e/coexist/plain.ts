// The page by itself, without a library: what the others are compared with, and the page for two copies of the hook.
import { everyday, offer } from './everyday.ts';

offer({ work: async () => ({ results: await everyday('plain'), told: String(fetch) }) });
