// By which URLs a mock knows the requests that it answers.
import { PLACEHOLDER } from './hidden.ts';
import { literal } from './javascript.ts';

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** An expression that is true for the URL in `variable`; what stood for a secret may be anything there. */
export function sameUrl(url: string, variable: string): string {
  if (url.search(PLACEHOLDER) < 0) return `${variable} === ${literal(url)}`;
  const pattern = url.split(PLACEHOLDER).map(escaped).join('[^/?&#]*');
  return `new RegExp(${literal(`^${pattern}$`)}).test(${variable})`;
}

/** A regular expression for the URL whatever its query is. */
export const samePath = (url: string): string => {
  const path = url.replace(/\?.*$/s, '').split(PLACEHOLDER).map(escaped).join('[^/?&#]*');
  return `new RegExp(${literal(`^${path}(?:\\?|$)`)})`;
};
