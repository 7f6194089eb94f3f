// Cuts the text of the filter box into terms, quotes resolved; knows nothing of what the terms mean.

/** One term as it stands in the query. */
export interface Token {
  /** Where it begins, its sign included, in UTF-16 units. */
  position: number;
  length: number;
  negated: boolean;
  /** The term without its sign, quotes and escapes resolved. */
  text: string;
  /** Index in `text` of the first character that stood in quotes; its length if none did. */
  quotedFrom: number;
  unclosed: boolean;
}

const SPACE = /\s/;

/** The terms, from left to right. Terms that are empty (`-`, `""`) are left out. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    if (SPACE.test(query[at] as string)) {
      at++;
      continue;
    }
    const token = readToken(query, at);
    at += token.length;
    if (token.text || token.unclosed) tokens.push(token);
  }
  return tokens;
}

function readToken(query: string, position: number): Token {
  const negated = query[position] === '-';
  let at = negated ? position + 1 : position;
  let text = '';
  let quotedFrom = -1;
  let quoted = false;
  for (; at < query.length; at++) {
    const character = query[at] as string;
    if (!quoted && SPACE.test(character)) break;
    // A quote opens at the start of a term or of a value (`url:"a b"`); elsewhere it is a character like any other.
    if (quoted ? character === '"' : character === '"' && quotedFrom < 0 && /^([a-z]+:)?$/i.test(text)) {
      if (quotedFrom < 0) quotedFrom = text.length;
      quoted = !quoted;
    } else if (quoted && character === '\\' && /["\\]/.test(query[at + 1] ?? '')) text += query[++at];
    else text += character;
  }
  return {
    position,
    length: at - position,
    negated,
    text,
    quotedFrom: quotedFrom < 0 ? text.length : quotedFrom,
    unclosed: quoted,
  };
}
