// A text cut into pieces that a virtual list can show: its lines, and very long lines in parts.

/** Longest piece, UTF-16 units. */
const LONGEST_PIECE = 2000;

/** Lines without their ends; lines longer than `longest` in several pieces, surrogate pairs kept whole. */
export function textLines(text: string, longest = LONGEST_PIECE): string[] {
  const pieces: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    let start = 0;
    while (line.length - start > longest) {
      let end = start + longest;
      if ((line.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
      pieces.push(line.slice(start, end));
      start = end;
    }
    pieces.push(line.slice(start));
  }
  return pieces;
}
