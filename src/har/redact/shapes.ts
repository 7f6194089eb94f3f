// Values that are secret by their shape alone: tokens of well-known providers, JWTs, private keys, cards, addresses.
import { WHOLE_PLACEHOLDER } from './placeholders.ts';
import type { DetectorId } from './rules.ts';
import { Matcher } from './search.ts';
import { isCard, isIban, looksRandom } from './values.ts';

/** A secret in a text, in the text's own positions. */
export interface Match {
  kind: string;
  start: number;
  end: number;
  value: string;
}

interface Shape {
  /** One of these stands at the beginning; at least three characters each. */
  triggers: string;
  kind: string;
  /** Sticky; group 1 is the secret where there is one. Linear: no repetition within a repetition. */
  pattern: RegExp;
  /** `text` has the match at `at`. */
  check?: (value: string, text: string, at: number) => boolean;
  detector?: DetectorId;
}

/** An apostrophe that ends a string of a program: what follows it belongs to the program. */
const CLOSING = /'[,;:.)\]}+]/;
/** The scheme of a URL with the quote before it. */
const QUOTED = /'[a-z\d+.-]*$/i;

/**
 * Whether what stands between the `://` at `at` and an `@` is of one URL. A password may have any apostrophe in it
 * (the URL Standard leaves them as they are), but one may also end a URL in quotes, with the `@` far behind it.
 * @see https://url.spec.whatwg.org/#userinfo-percent-encode-set
 */
function isUserinfo(password: string, text: string, at: number): boolean {
  const user = text.slice(at + 3, text.indexOf(`:${password}@`, at + 3) + 1);
  if (CLOSING.test(user)) return false;
  const quoted = QUOTED.test(text.slice(Math.max(0, at - 24), at)) || /^\d{1,5}'/.test(password);
  return !(quoted && CLOSING.test(password));
}

const random = (value: string): boolean => /\d/.test(value) && /[A-Za-z]/.test(value);
const basic = (value: string): boolean => {
  try {
    return /^[^\s:]*:[^\p{Cc}]+$/u.test(atob(value.replace(/-/g, '+').replace(/_/g, '/')));
  } catch {
    return false;
  }
};

const SHAPES: Shape[] = [
  {
    triggers: 'eyJ eyA ewo eyI',
    kind: 'token',
    pattern: /e[yw][A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3}/y,
    check: (v) => v.length > 30 && v.split('.').length > 2,
  },
  {
    triggers: 'AKIA ASIA AROA AIDA AGPA ANPA ANVA ABIA ACCA',
    kind: 'key',
    pattern: /A[A-Z]{3}[A-Z0-9]{16}(?![A-Za-z0-9])/y,
  },
  { triggers: 'AIza', kind: 'key', pattern: /AIza[\w-]{30,}/y },
  { triggers: 'ya29.', kind: 'token', pattern: /ya29\.[\w.-]{15,}/y },
  { triggers: 'GOCSPX-', kind: 'secret', pattern: /GOCSPX-[\w-]{16,}/y },
  { triggers: 'ghp_ gho_ ghu_ ghs_ ghr_', kind: 'token', pattern: /gh[a-z]_[A-Za-z0-9]{20,}/y },
  { triggers: 'github_pat_', kind: 'token', pattern: /github_pat_\w{20,}/y },
  {
    triggers: 'glpat- glptt- gldt- glrt- glsoat- glcbt- gloas- glft- glagent-',
    kind: 'token',
    pattern: /gl[a-z]+-[\w-]{16,}/y,
  },
  {
    triggers: 'xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xoxc- xoxd- xapp- xoxe.',
    kind: 'token',
    pattern: /x[a-z]{3}[-.][\w.%-]{10,}/y,
    check: random,
  },
  {
    triggers: 'hooks.slack.com/services/ hooks.slack.com/workflows/',
    kind: 'token',
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/([\w/-]{20,})/y,
  },
  {
    triggers: 'discord.com/api/webhooks/ discordapp.com/api/webhooks/',
    kind: 'token',
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d+\/([\w-]{20,})/y,
  },
  { triggers: 'sk_live_ sk_test_ rk_live_ rk_test_', kind: 'key', pattern: /[sr]k_(?:live|test)_[A-Za-z0-9_]{8,}/y },
  { triggers: 'whsec_', kind: 'secret', pattern: /whsec_[A-Za-z0-9+/=]{16,}/y },
  { triggers: 'sk-', kind: 'key', pattern: /sk-[A-Za-z0-9_-]{16,}/y, check: (v) => looksRandom(v, 19) },
  { triggers: 'npm_', kind: 'token', pattern: /npm_[A-Za-z0-9]{30,}/y },
  { triggers: 'pypi-', kind: 'token', pattern: /pypi-[\w-]{40,}/y },
  { triggers: 'dop_v1_ doo_v1_ dor_v1_', kind: 'token', pattern: /do[opr]_v1_[a-f0-9]{40,}/y },
  { triggers: 'shpat_ shpca_ shppa_ shpss_', kind: 'token', pattern: /shp[a-z]{2}_[A-Za-z0-9]{24,}/y },
  { triggers: 'SG.', kind: 'key', pattern: /SG\.[\w-]{16,}\.[\w-]{16,}/y },
  {
    triggers: 'hf_ gsk_ r8_ pplx- xai- nvapi- tvly- ntn_ sbp_ glsa_ lin_api_ fal_ tgp_v1_ re_',
    kind: 'key',
    pattern: /[a-z0-9_]+[-_][A-Za-z0-9_-]{20,}/y,
    check: (v) => looksRandom(v, 24),
  },
  { triggers: 'sq0atp- sq0csp- sq0idp-', kind: 'key', pattern: /sq0[a-z]{3}-[\w-]{20,}/y },
  { triggers: 'EAACEdEose0cBA EAAA', kind: 'token', pattern: /EAA[A-Za-z0-9_-]{40,}/y },
  { triggers: 'hvs. hvb. hvr.', kind: 'token', pattern: /hv[sbr]\.[\w-]{20,}/y },
  { triggers: 'dapi', kind: 'token', pattern: /dapi[a-f0-9]{32}(?![A-Za-z0-9])/y },
  { triggers: 'AGE-SECRET-KEY-1', kind: 'private-key', pattern: /AGE-SECRET-KEY-1[A-Z0-9]{50,}/y },
  {
    triggers: '-----BEGIN',
    kind: 'private-key',
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]+(?:-----END [A-Z0-9 ]{0,40}-----)?/y,
  },
  { triggers: '$2a$ $2b$ $2y$', kind: 'password', pattern: /\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/y },
  { triggers: '$argon2', kind: 'password', pattern: /\$argon2(?:id?|d)\$[\w=,$+/.-]{30,}/y },
  {
    triggers: 'Bearer bearer BEARER',
    kind: 'token',
    pattern: /bearer(?: |%20|\+|:|\t)\s*([A-Za-z0-9._~+/-]{8,}=*)/iy,
    check: (v) => random(v) || v.length > 24,
  },
  {
    triggers: 'Basic basic BASIC',
    kind: 'password',
    pattern: /basic(?: |%20|\+)\s*([A-Za-z0-9+/_-]{6,}=*)/iy,
    check: basic,
  },
  {
    triggers: '://',
    kind: 'password',
    // A user name may have been replaced before, and placeholders have a colon.
    pattern: new RegExp(`://(?:${WHOLE_PLACEHOLDER}|(?!\\[redacted:)[^\\s/:@"<>?#\\\\])*:([^\\s/@"<>?#\\\\]+)@`, 'y'),
    check: isUserinfo,
    detector: 'urls',
  },
  {
    triggers: 'api.telegram.org/bot api.telegram.org/file/bot',
    kind: 'token',
    pattern: /api\.telegram\.org\/(?:file\/)?bot(\d+:[\w-]{30,})/y,
  },
  {
    triggers:
      '/reset/ /reset-password/ /password-reset/ /verify/ /verify-email/ /invite/ /invitation/ /confirm/ /activate/ /magic/ /magic-link/ /unsubscribe/ /share/ /hooks/ /webhook/ /webhooks/ /callback/',
    kind: 'token',
    pattern: /\/[a-z-]+\/([^\s/?#"'<>\\,;)]{10,})/y,
    check: (v) => looksRandom(v, 10),
    detector: 'urls',
  },
  // curl, wget.
  {
    triggers: '-u_ --user',
    kind: 'password',
    pattern: /(?:-u|--user)[ =]['"]?[^\s:'"]+:([^\s'"]+)/y,
  },
];

interface LooseShape {
  detector: DetectorId;
  kind: string;
  pattern: RegExp;
  check?: (value: string) => boolean;
  /** Cheap, and true wherever `pattern` could match. */
  hint: RegExp;
}

/** Shapes without a fixed beginning. */
const LOOSE: LooseShape[] = [
  {
    detector: 'cards',
    kind: 'card',
    hint: /\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d/,
    pattern: /(?<![\d.\w-])\d(?:[ -]?\d){11,18}(?![\d\w-]|\.\d)/g,
    check: (value) => isCard(value.replace(/[ -]/g, '')) && /^(?:\d+|\d{4}(?:[ -]\d{2,6})+)$/.test(value),
  },
  {
    detector: 'ibans',
    kind: 'iban',
    hint: /[A-Z]{2}\d\d[ -]?[A-Z0-9]/,
    pattern: /(?<![\w-])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,9}(?![A-Za-z0-9])/g,
    check: isIban,
  },
  {
    detector: 'emails',
    kind: 'email',
    hint: /@/,
    pattern: /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}(?![\w-])/g,
  },
  {
    detector: 'phones',
    kind: 'phone',
    hint: /[+(]\d/,
    pattern: /(?<![\w.+-])(?:\+\d{1,3}[ .-]?|(?=\())(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]?\d{2,4}){1,4}(?![\w-]|\.\d)/g,
    check: (value) => {
      const digits = value.replace(/\D/g, '').length;
      return digits >= 7 && digits <= 15;
    },
  },
  {
    detector: 'addresses',
    kind: 'ip',
    hint: /\d\.\d|:[0-9a-fA-F]*:/,
    pattern:
      /(?<![\w.:-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,6}:(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,5})?)(?![\w.:-])/g,
    check: (value) => value !== '127.0.0.1' && value !== '0.0.0.0',
  },
];

const triggers: string[] = [];
const byTrigger: Shape[] = [];
for (const shape of SHAPES) {
  for (const trigger of shape.triggers.split(' ').map((word) => word.replace('-u_', '-u '))) {
    triggers.push(trigger);
    byTrigger.push(shape);
  }
}
const matcher = new Matcher(triggers);
const LETTER = /[A-Za-z0-9]/;

/** Tells every value in `text` that a detector which is on knows by its shape. */
export function findShapes(
  text: string,
  on: Readonly<Record<DetectorId, boolean>>,
  found: (match: Match) => void,
): void {
  if (on.shapes || on.urls) {
    matcher.search(text, (at, index) => {
      const shape = byTrigger[index] as Shape;
      if (!on[shape.detector ?? 'shapes']) return;
      // `task-…` is no `sk-…`.
      if (at > 0 && LETTER.test(text[at] as string) && LETTER.test(text[at - 1] as string)) return at + 1;
      shape.pattern.lastIndex = at;
      const match = shape.pattern.exec(text);
      const value = match?.[1] ?? match?.[0];
      if (!match || value === undefined || shape.check?.(value, text, at) === false) return at + 1;
      const start = match[1] === undefined ? at : at + match[0].lastIndexOf(value);
      found({ kind: shape.kind, start, end: start + value.length, value });
      return start + value.length;
    });
  }
  for (const { detector, kind, pattern, check, hint } of LOOSE) {
    if (!on[detector] || !hint.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      if (check?.(match[0]) === false) continue;
      found({ kind, start: match.index, end: match.index + match[0].length, value: match[0] });
    }
  }
}
