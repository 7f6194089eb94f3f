// Where in the page's code an exchange was started, short enough for a column.

export interface Initiator {
  /** Last path segment of the script and the line: `app.js:12`. */
  name: string;
  /** URL, line and column as the stack has them. */
  place: string;
}

/** The URL of a page's script (V8: in brackets at the end, SpiderMonkey: behind an @), then line and column. */
const PLACE = /((?:https?|file|blob):[^\s()]*?):(\d+)(?::\d+)?\)?$/;

/** The first frame of `stack` that lies in a script of the page; null where there is none. */
export function initiatorOf(stack: string): Initiator | null {
  for (const line of stack.split('\n')) {
    const at = PLACE.exec(line.trimEnd());
    if (!at) continue;
    const [place, url = '', row = ''] = at;
    const path = url.replace(/[?#].*$/, '');
    return { name: `${path.slice(path.lastIndexOf('/') + 1) || path}:${row}`, place: place.replace(/\)$/, '') };
  }
  return null;
}
