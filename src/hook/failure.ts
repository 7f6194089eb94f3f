// What an error or the reason of an abort says of itself.
import { getPrototypeOf, isObject, members, plainProperty } from './natives.ts';

const [nameOf, messageOf] = members(DOMException, 'name', 'message');
const textIn = (of: unknown, key: string): string | undefined => {
  const text = plainProperty(of, key);
  return typeof text === 'string' ? text : undefined;
};

/** `name` and `message` of whatever was thrown or rejected with, without running code of the page. */
export function describe(reason: unknown): { name: string; message: string } {
  if (!isObject(reason) || typeof reason === 'function')
    return { name: typeof reason, message: typeof reason === 'string' ? reason : '' };
  try {
    return { name: nameOf(reason as DOMException), message: messageOf(reason as DOMException) };
  } catch {
    // None of the platform's.
  }
  try {
    const kind = textIn(reason, 'name') ?? textIn(getPrototypeOf(reason), 'name');
    return { name: kind ?? 'Error', message: textIn(reason, 'message') ?? '' };
  } catch {
    // It refuses: a Proxy, or a window of another origin.
    return { name: 'Error', message: '' };
  }
}
