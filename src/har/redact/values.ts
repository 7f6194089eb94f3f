// What can be said of a value by looking at it: random, checksummed, or nothing worth hiding.

import { unredacted } from './placeholders.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Texts that stand where a secret could stand and are none. */
const NOTHING =
  /^(?:true|false|null|undefined|none|nil|nan|empty|yes|no|on|off|string|number|boolean|object|bearer|basic|digest|negotiate|include|omit|same-origin|\[object \w+\]|[*•x.#-]+|<[^<>]{0,40}>|\$?\{\{?[^{}]{0,60}\}?\}|%s)$/i;

/** Words that stand where a secret could stand, and everywhere else too. */
const COMMON =
  /^(?:optional|required|password|passwd|token|secret|expired|invalid|missing|hidden|default|unknown|anonymous|guest|admin|session|cookie|active|disabled|enabled)$/i;

/** True where there is nothing to hide: empty, a literal, masked already, replaced before. */
export function isNothing(value: string): boolean {
  const rest = unredacted(value);
  return rest === '' || NOTHING.test(rest) || /^\s*$/.test(rest);
}

/** Letters and digits in a mix that nobody types as a word: what keys, codes and tokens look like. `min` characters. */
export function looksRandom(value: string, min = 12): boolean {
  if (value.length < min || value.length > 16_384) return false;
  if (!/^[\w\-+/=.~:%|$@!*]+$/.test(value) || UUID.test(value)) return false;
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  // A date, a version, a file name, a URL.
  if (/^\d{4}-\d\d-\d\d/.test(value) || /^v?\d+(?:\.\d+)+/.test(value) || /^[a-z]+:\/\//i.test(value)) return false;
  if (/\.(?:js|css|mjs|map|html?|png|jpe?g|gif|svg|webp|woff2?|ttf|json|xml|txt|pdf|zip|mp4|wasm|ts|tsx)$/i.test(value))
    return false;
  let changes = 0;
  for (let i = 1; i < value.length; i++) if (sortOf(value, i) !== sortOf(value, i - 1)) changes++;
  return new Set(value).size >= 7 && changes >= 3;
}

/** Digit, capital, or anything else. */
const sortOf = (text: string, i: number): number => {
  const code = text.charCodeAt(i);
  return code >= 48 && code <= 57 ? 0 : code >= 65 && code <= 90 ? 1 : 2;
};

/** A secret so short or so common that replacing it everywhere would make the log unreadable. */
export function isWeak(value: string, kind: string): boolean {
  if (value.length < 6) return true;
  // A cookie `theme=midnight` hides nothing, but the value goes all the same, in its own place.
  if (kind === 'cookie' && (/^[a-z]{1,14}$|^[A-Z]?[a-z]{1,14}$/.test(value) || /^\d{1,7}$/.test(value))) return true;
  // No token is a short word in small letters, but many a password is.
  if (kind !== 'password' && kind !== 'custom' && kind !== 'secret' && /^[a-z]{1,10}$/.test(value)) return true;
  return COMMON.test(value) || isNothing(value);
}

/** @see https://www.iso.org/standard/70484.html ISO/IEC 7812-1, annex B */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Ranges that issuers of payment cards use, with the lengths that they use. */
const ISSUERS =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35\d{14}|62\d{14,17})$/;

export const isCard = (digits: string): boolean => ISSUERS.test(digits) && passesLuhn(digits);

/** @see https://www.iso.org/standard/81090.html ISO 13616 and ISO/IEC 7064 (MOD 97-10) */
export function isIban(text: string): boolean {
  const iban = text.replace(/[ -]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
