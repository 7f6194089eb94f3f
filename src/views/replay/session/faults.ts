// What cannot be used of what a person wrote in the session box: a word for each field, said beside it.
import { isToken } from '../../../replay/headers.ts';
import { parsePath } from '../../../replay/json-diff.ts';
import { SOCKET_SCHEMES } from '../../../replay/session/plan.ts';
import { namesOf, type SessionChoice } from './choice.ts';

export type FaultWord =
  | 'url'
  | 'scheme'
  | 'user'
  | 'hash'
  | 'protocol'
  | 'twice'
  | 'position'
  | 'factor'
  | 'path'
  | 'time';

export interface Fault {
  word: FaultWord;
  /** What the sentence names. */
  value: string;
}

export type Field = 'url' | 'protocols' | 'from' | 'to' | 'factor' | 'ignore' | 'replyTimeout';

/** @see https://websockets.spec.whatwg.org/#dom-websocket-websocket */
function urlFault(text: string, base: string): Fault | null {
  const url = text.trim() !== '' && URL.canParse(text, base) ? new URL(text, base) : null;
  if (!url) return { word: 'url', value: text };
  if (!SOCKET_SCHEMES.includes(url.protocol)) return { word: 'scheme', value: url.protocol };
  if (url.username || url.password) return { word: 'user', value: '' };
  return url.href.includes('#') ? { word: 'hash', value: '' } : null;
}

function protocolsFault(text: string): Fault | null {
  const names = namesOf(text);
  const wrong = names.find((name) => !isToken(name));
  if (wrong !== undefined) return { word: 'protocol', value: wrong };
  const twice = names.find((name, i) => names.indexOf(name) < i);
  return twice === undefined ? null : { word: 'twice', value: twice };
}

/** Empty is right: then what is usual holds. */
const numberFault = (word: FaultWord, text: string, fits: (value: number) => boolean): Fault | null =>
  text.trim() === '' || fits(Number(text)) ? null : { word, value: text };

const isPosition = (value: number): boolean => Number.isInteger(value) && value >= 0;

function pathFault(text: string): Fault | null {
  for (const path of namesOf(text)) {
    try {
      parsePath(path);
    } catch {
      return { word: 'path', value: path };
    }
  }
  return null;
}

/** Only of fields that the choice uses. `recorded` is the URL that a relative one is relative to. */
export function faultsOf(choice: SessionChoice, recorded: string): Partial<Record<Field, Fault>> {
  const { which, from, to, gaps, factor, ignore, url, protocols, replyTimeout } = choice;
  const found: Record<Field, Fault | null> = {
    url: url === null ? null : urlFault(url, recorded),
    protocols: protocols === null ? null : protocolsFault(protocols),
    from: which === 'range' ? numberFault('position', from, isPosition) : null,
    to: which === 'range' ? numberFault('position', to, isPosition) : null,
    factor:
      gaps === 'scaled' && !(Number(factor) >= 0.1 && Number(factor) <= 10) ? { word: 'factor', value: factor } : null,
    ignore: pathFault(ignore),
    replyTimeout: numberFault('time', replyTimeout, (value) => value >= 0 && value < Number.POSITIVE_INFINITY),
  };
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== null));
}
