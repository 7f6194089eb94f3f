// Which messages a person wants to hold, checked.
import type { GateApi, GateFilter } from '../../wire/gate.ts';
import { ReplayError } from '../errors.ts';

/** All that is given must fit; what is left out fits anything. */
export interface BreakFilter {
  /** From the page's viewpoint. */
  direction?: 'sent' | 'received' | 'both' | null;
  api?: GateApi | null;
  /** Absolute URL; `*` stands for any characters. */
  url?: string;
  /** The payload has it in it, or it is the name of the event. */
  text?: string;
}

const DIRECTIONS = ['sent', 'received', 'both'];
const APIS = ['fetch', 'eventsource', 'websocket'];
const MEMBERS = ['direction', 'api', 'url', 'text'];

const wrong = (text: string): ReplayError => new ReplayError('invalid-options', text);

/** @throws {ReplayError} `invalid-options`, `invalid-url` */
export function filterOf(given: BreakFilter): GateFilter {
  if (typeof given !== 'object' || given === null) throw wrong('a filter is an object');
  const other = Object.keys(given).find((name) => !MEMBERS.includes(name));
  if (other !== undefined) throw wrong(`a filter has no ${JSON.stringify(other)}`);
  const { direction = null, api = null, url = '', text = '' } = given;
  if (direction !== null && !DIRECTIONS.includes(direction)) throw wrong("direction is 'sent', 'received' or 'both'");
  if (api !== null && !APIS.includes(api)) throw wrong("api is 'fetch', 'eventsource' or 'websocket'");
  if (typeof url !== 'string' || typeof text !== 'string') throw wrong('url and text are texts');
  if (url !== '' && !url.includes('*') && !URL.canParse(url))
    throw new ReplayError('invalid-url', `${JSON.stringify(url)} is no absolute URL, and has no *`);
  return { direction: direction === 'both' ? null : direction, api, url, text };
}
