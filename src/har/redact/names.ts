// Whether a name (of a header, JSON key, parameter, form field, cookie) says that its value is secret.

/** What is known of a value from its name alone. */
export interface NameVerdict {
  /** Kind for the placeholder: `password`, `token` … */
  kind: string;
  /** `always`; or only where the value looks random, as for `key` or `code`; or only for digits, as for `pin`. */
  when: 'always' | 'random' | 'digits';
}

/** Finds places worth a closer look; every secret name contains one of these. */
export const STEMS =
  'pass|pwd|psw|secret|token|jwt|auth|bearer|cred|key|sess|sid|cookie|csrf|xsrf|otp|pin|ssn|cv[cv2n]|sig|code|ticket|' +
  'assertion|saml|verifier|seed|mnemonic|card|iban|security|nonce|state|license|hash|challenge|account|pan|hmac|' +
  // Of two letters, so with what follows them.
  'kennwort|contrase|senha|passe|парол|токен|密码"|密码:|密码=|口令"|口令:|令牌"|令牌:|パスワード|비밀번호';

/** Words at the end of a name that say nothing: `token_value`, `passwordConfirmation`. */
const NEUTRAL = new Set(
  'value val confirm confirmation confirmed repeat again retype new old current raw plain string text header b64 base64 hex enc encrypted encoded param field input live test prod'.split(
    ' ',
  ),
);

const ALWAYS: Record<string, string> = {};
const put = (kind: string, words: string): void => {
  for (const word of words.split(' ')) ALWAYS[word] = kind;
};
put('password', 'password passwords passwd pwd psw passphrase passphrases pass userpass dbpass passcode passwort');
put('password', 'kennwort contraseña contrasena contraseñas senha motdepasse пароль 密码 口令 パスワード 비밀번호');
put('token', 'токен 令牌');
put('password', 'passwordhash hashedpassword masterpassword');
put('secret', 'secret secrets clientsecret appsecret mnemonic seedphrase recoveryphrase securityanswer secretanswer');
put('token', 'token tokens jwt accesstoken refreshtoken idtoken authtoken authorization bearer credential credentials');
put('token', 'accesstokens refreshtokens clientassertion codeverifier samlresponse samlrequest authcode authenticity');
put('key', 'apikey apikeys accesskey accesskeyid privatekey secretkey signingkey encryptionkey masterkey authkey');
put('key', 'servicekey accountkey sharedkey presharedkey psk subscriptionkey licensekey hostkey sshkey sessionkey');
put('key', 'secretaccesskey apisecret appkey hmackey cryptokey encryptkey');
put('session', 'sessionid sessid sessionids phpsessid jsessionid aspsessionid sessiontoken sessionkey connectsid');
put('session', 'sessioncookie cookie cookies');
put('csrf', 'csrf xsrf csrftoken xsrftoken csrfmiddlewaretoken requestverificationtoken');

const RANDOM: Record<string, string> = {
  key: 'key',
  keys: 'key',
  auth: 'token',
  authentication: 'token',
  code: 'code',
  authorizationcode: 'code',
  state: 'token',
  nonce: 'token',
  session: 'session',
  sid: 'session',
  sig: 'signature',
  signature: 'signature',
  hmac: 'signature',
  ticket: 'token',
  assertion: 'token',
  tokenid: 'token',
  secretid: 'secret',
  keyid: 'key',
  seed: 'secret',
  verifier: 'token',
  challenge: 'token',
  sess: 'session',
};

const DIGITS: Record<string, string> = {
  pin: 'pin',
  pincode: 'pin',
  otp: 'otp',
  otpcode: 'otp',
  totp: 'otp',
  onetimepassword: 'otp',
  onetimecode: 'otp',
  mfacode: 'otp',
  twofactorcode: 'otp',
  verificationcode: 'otp',
  securitycode: 'otp',
  smscode: 'otp',
  accesscode: 'otp',
  ssn: 'ssn',
  socialsecuritynumber: 'ssn',
  socialsecurity: 'ssn',
  cvv: 'cvv',
  cvv2: 'cvv',
  cvc: 'cvv',
  cvc2: 'cvv',
  cvn: 'cvv',
  pan: 'card',
  cardnumber: 'card',
  creditcard: 'card',
  creditcardnumber: 'card',
  ccnumber: 'card',
  accountnumber: 'account',
  iban: 'iban',
};

/** One word written without a separator: `mysecrettoken`. */
const GLUED = /(?:token|password|passwd|passphrase|secret|apikey|sessid|sessionid|accesskey|privatekey)$/;

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/^\d+$/.test(word));

/** The name without case and separators. */
const normalName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Judges names; remembers what it said, since the same few names come a million times. */
export class Names {
  readonly #extra: Set<string>;
  readonly #known = new Map<string, NameVerdict | null>();

  constructor(extraKeys: readonly string[]) {
    this.#extra = new Set(extraKeys.map(normalName));
  }

  /** Null where the name says nothing of a secret. */
  judge(name: string): NameVerdict | null {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const verdict = this.#judge(name);
    if (this.#known.size > 10_000) this.#known.clear();
    this.#known.set(name, verdict);
    return verdict;
  }

  #judge(name: string): NameVerdict | null {
    if (this.#extra.has(normalName(name))) return { kind: 'custom', when: 'always' };
    const words = wordsOf(name);
    while (words.length > 1 && NEUTRAL.has(words.at(-1) as string)) words.pop();
    if (words.length > 1 && words.at(-1) === 'hash') words.pop();
    // The longest ending decides: `verification_code` before `code`.
    for (let from = Math.max(0, words.length - 4); from < words.length; from++) {
      const verdict = ofWord(
        words
          .slice(from)
          .join('')
          .replace(/(?<=[a-z])\d+$/, (d) => (d === '2' ? d : '')),
      );
      if (verdict) return verdict;
    }
    return null;
  }
}

function ofWord(word: string): NameVerdict | null {
  const of = (table: Record<string, string>, when: NameVerdict['when']): NameVerdict | null => {
    const kind = Object.hasOwn(table, word) ? table[word] : undefined;
    return kind === undefined ? null : { kind, when };
  };
  const found = of(ALWAYS, 'always') ?? of(DIGITS, 'digits') ?? of(RANDOM, 'random');
  if (found) return found;
  const glued = GLUED.exec(word)?.[0];
  if (!glued) return /2$/.test(word) ? ofWord(word.slice(0, -1)) : null;
  return { kind: ALWAYS[glued] ?? 'token', when: 'always' };
}

const HEADERS =
  /^(?:(?:proxy-)?authorization|(?:x-)?(?:amz|goog|ms|azure)-.*(?:token|key|signature|authorization|security).*|x-(?:api|access|app|auth|rapidapi|functions|goog-api|goog-iap|session|user|client|csrf|xsrf|jwt|gitlab|vault|shopify|slack|hub|stripe|twilio|webhook|amzn-oidc)-?(?:key|token|secret|signature|id-token|data|auth|password|jwt|accesstoken|assertion).*|x-auth-.*|(?:api|access|auth|session)-?(?:key|token)|authentication|x-authorization|dpop|x-forwarded-authorization|x-hub-signature.*|cf-access-jwt-assertion|cf-access-client-secret|sec-websocket-key-token)$/i;

/** Whether the value of a header is secret, by the header's name. */
export function judgeHeader(name: string, names: Names): NameVerdict | null {
  if (/^(?:cookie2?|set-cookie2?)$/i.test(name)) return null;
  // A nonce of the handshake, and names of headers, are no secrets.
  if (/^(?:sec-websocket-|access-control-|www-authenticate$|proxy-authenticate$)/i.test(name)) return null;
  if (HEADERS.test(name)) {
    const verdict = names.judge(name);
    return { kind: verdict?.kind ?? 'token', when: 'always' };
  }
  return names.judge(name);
}
