// Chromium's extension API hands each Escape of a panel on to DevTools, used or not: that opens the drawer, which takes
// the focus. It listens at the document, where Solid listens too, so no handler of ours can stop it.

/** Keeps from DevTools each Escape that somebody in the panel uses, which is one whose default is prevented. */
export function keepEscape(panel: Window): void {
  panel.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !event.isTrusted || event.ctrlKey || event.altKey || event.metaKey) return;
      const { key, code, shiftKey } = event;
      // Without a `keyCode`, by which DevTools knows the key.
      const own = new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true });
      if (event.target?.dispatchEvent(own) !== false) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}
