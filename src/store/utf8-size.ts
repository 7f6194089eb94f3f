// How large a text is as UTF-8, without encoding it where that can be avoided.
const encoder = new TextEncoder();

/** Size in bytes of a text as UTF-8. Lone surrogates count as U+FFFD, as they would on the wire. */
export function utf8Size(text: string): number {
  // Most messages are ASCII and short: this loop avoids an allocation for each.
  if (text.length > 4096) return encoder.encode(text).length;
  let size = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) size += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      size += 2;
      i++;
    } else size += 2;
  }
  return size;
}
