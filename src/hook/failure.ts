// What an error or the reason of an abort says of itself.
import { getPrototypeOf, isObject, members, plainProperty } from './natives.ts';

const [nameOf, messageOf] = members(DOMException, 'name', 'message');
const textIn = (of: unknown, key: string): string | undefined => {
  const text = plainProperty(of, key);
  return typeof text === 'string' ? text : undefined;
};

/** `name` and `message` of whatever was thrown or rejected with, without running code of the page. */
export function describe(reason: unknown): { name: string; message: string } {
  let name: string = typeof reason;
  let message = typeof reason === 'string' ? reason : '';
  if (isObject(reason) && name !== 'function') {
    name = 'Error';
    try {
      name = nameOf(reason as DOMException);
      message = messageOf(reason as DOMException);
    } catch {
      // None of the platform's.
      try {
        name = textIn(reason, 'name') ?? textIn(getPrototypeOf(reason), 'name') ?? name;
        message = textIn(reason, 'message') ?? message;
      } catch {
        // It refuses: a Proxy, or a window of another origin.
      }
    }
  }
  return { name, message };
}
