// Copying to the clipboard from a DevTools panel.

/**
 * Puts `text` on the clipboard; false where the browser refuses. DevTools embeds panels without the clipboard
 * permission, so the old command is tried first: it works wherever a click has just happened.
 */
export async function copyText(text: string): Promise<boolean> {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'copy-source';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (copied) return true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
