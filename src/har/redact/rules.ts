// What to look for, as plain data that settings can save. What was saved is not trusted: a broken part falls back alone.
import * as v from 'valibot';

/** Raised when old rules need a step in `migrate`. */
export const RULES_VERSION = 1;

/** Each detector and whether it is on where nobody chose otherwise. */
const DETECTORS = {
  /** Headers that authenticate: `Authorization`, `X-Api-Key` … */
  headers: true,
  /** Values of cookies. */
  cookies: true,
  /** Values under a name such as `password`: JSON, forms, URL parameters, multipart, XML, free text. */
  names: true,
  /** Values known by their shape: JWT, provider keys, private keys, `Bearer …`. */
  shapes: true,
  /** Passwords in URLs, and path segments that are tokens. */
  urls: true,
  /** Tokens offered as WebSocket subprotocols. */
  subprotocols: true,
  /** Payment card numbers that pass the Luhn check. */
  cards: true,
  /** IBANs that pass their check digits. */
  ibans: true,
  emails: false,
  phones: false,
  addresses: false,
};

export type DetectorId = keyof typeof DETECTORS;

const detectorIds = Object.keys(DETECTORS) as DetectorId[];

/** A pattern of the person's own: matched letter by letter, or the source of a regular expression (flag `u` is not set). */
export interface ExtraPattern {
  type: 'literal' | 'regexp';
  value: string;
}

export interface Rules {
  version: typeof RULES_VERSION;
  detectors: Record<DetectorId, boolean>;
  /** Names of further headers whose value is secret. */
  extraHeaders: string[];
  /** Further names (of JSON keys, parameters, form fields) whose value is secret. Case and separators do not matter. */
  extraKeys: string[];
  extraPatterns: ExtraPattern[];
  /** Findings (`token-1`) that stay as they are. The numbers hold for one log: do not save them for another. */
  keep: string[];
}

const names = v.fallback(v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))), []);
const pattern = v.object({
  type: v.picklist(['literal', 'regexp']),
  value: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
});

const Stored = v.object({
  version: v.fallback(v.literal(RULES_VERSION), RULES_VERSION),
  detectors: v.fallback(v.record(v.string(), v.unknown()), {}),
  extraHeaders: names,
  extraKeys: names,
  extraPatterns: v.fallback(v.array(pattern), []),
  keep: names,
});

/** The rules of somebody who changed nothing. */
export const defaultRules = (): Rules => ({
  version: RULES_VERSION,
  detectors: { ...DETECTORS },
  extraHeaders: [],
  extraKeys: [],
  extraPatterns: [],
  keep: [],
});

/** Rules written by a newer Streamscope: using what we understand of them could leave a secret in. */
export class NewerRulesError extends Error {
  constructor(version: number) {
    super(
      `These redaction rules have version ${version}; this Streamscope knows ${RULES_VERSION}. Update it, or reset the rules.`,
    );
    this.name = 'NewerRulesError';
  }
}

/**
 * Rules from what was stored; every part that is missing or broken is that of {@link defaultRules}.
 * @throws {NewerRulesError}
 */
export function readRules(stored: unknown): Rules {
  const result = v.safeParse(Stored, migrate(stored));
  if (!result.success) return defaultRules();
  const { detectors, ...rest } = result.output;
  const chosen = { ...DETECTORS };
  for (const id of detectorIds) {
    const value = detectors[id];
    if (typeof value === 'boolean') chosen[id] = value;
  }
  return { ...rest, detectors: chosen };
}

/** Brings rules of older versions up to ours, one version a step. There is only one version yet. */
function migrate(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('version' in stored)) return stored;
  const { version } = stored;
  if (typeof version === 'number' && version > RULES_VERSION) throw new NewerRulesError(version);
  return stored;
}
