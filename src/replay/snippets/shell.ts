// Words of a POSIX shell that mean exactly what they say, also when pasted into bash, zsh or fish.

/**
 * What a terminal may take for a key, or show as nothing: a pasted Ctrl-C ends the line that one meant to run, and the
 * rest of the text is run as another. Line ends are not among them: within quotes they are kept by every shell.
 */
const UNSEEN = /[^\P{C}\n]|[\u2028\u2029]/u;

const encoder = new TextEncoder();

/** Whether the text can stand within quotes as it is. */
export const isPlain = (text: string): boolean => !UNSEEN.test(text) && text.isWellFormed();

/**
 * Single quotes, but what fish reads otherwise than POSIX stands in double quotes: there `\'` and `\\` are escapes.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 * @see https://fishshell.com/docs/current/language.html#quotes
 */
const quoted = (text: string): string =>
  `'${text.replace(/'+|\\{2,}|\\(?='|$)/g, (run) => `'"${run.replaceAll('\\', '\\\\')}"'`)}'`;

/** The bytes as the format of `printf`, within single quotes. */
function format(bytes: Uint8Array): string {
  let text = '';
  for (const [i, byte] of bytes.entries()) {
    const character = String.fromCharCode(byte);
    // A format that begins with a dash is taken for an option.
    const literal = byte >= 0x20 && byte < 0x7f && !/['\\%]/.test(character) && (i > 0 || character !== '-');
    text += literal ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `'${text}'`;
}

/** A command that writes exactly these bytes. */
export function writing(data: string | Uint8Array): string {
  if (typeof data === 'string' && isPlain(data) && data !== '') return `printf %s ${quoted(data)}`;
  return `printf ${format(typeof data === 'string' ? encoder.encode(data) : data)}`;
}

/** One word. Bytes as an argument must not hold NUL, nor end with a line end. */
export function word(data: string | Uint8Array): string {
  if (typeof data !== 'string') return `"$(printf ${format(data)})"`;
  if (isPlain(data)) return quoted(data);
  // `$(…)` takes line ends at the end away, so they stand behind it.
  const end = data.search(/\n*$/);
  const tail = data.slice(end);
  return `"$(printf ${format(encoder.encode(data.slice(0, end)))})"${tail && quoted(tail)}`;
}

/** The beginning of a word, and then the value of a variable. */
export const wordWithVariable = (text: string, variable: string): string => `${quoted(text)}"$${variable}"`;

/** Arguments on lines of their own. */
export const command = (parts: readonly string[]): string => `${parts.join(' \\\n  ')}\n`;
