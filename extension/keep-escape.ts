// Chromium's extension API hands each Escape of a panel on to DevTools, used or not: that opens the drawer, which takes
// the focus. It listens at the document, where Solid listens too, so no handler of ours can stop it.

/**
 * Keeps from DevTools each Escape that somebody in the panel uses: one whose default is prevented, or one that is to
 * close a dialog, for DevTools prevent the default of what they are handed, by which the platform would close it.
 */
export function keepEscape(panel: Window): void {
  panel.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !event.isTrusted || event.ctrlKey || event.altKey || event.metaKey) return;
      const { key, code, shiftKey } = event;
      // Without a `keyCode`, by which DevTools knows the key.
      const own = new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true });
      if (event.target?.dispatchEvent(own) !== false) {
        const dialog = panel.document.querySelector<HTMLDialogElement>('dialog:modal');
        if (!dialog) return;
        dialog.requestClose();
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}
