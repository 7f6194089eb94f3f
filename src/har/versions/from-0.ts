// Format 0, of builds before the format was written down: transitions were objects, and `messages` only a word.

/** Names that have changed since. */
const RENAMED = { began: 'started', finished: 'ended', initiatorStack: 'stack' } as const;

/** Makes format 1 of format 0. */
export function fromFormat0(extras: Map<string, unknown>): void {
  for (const [old, name] of Object.entries(RENAMED)) {
    if (!extras.has(old)) continue;
    extras.set(name, extras.get(old));
    extras.delete(old);
  }
  const transitions = extras.get('transitions');
  if (Array.isArray(transitions)) extras.set('transitions', transitions.map(listed));
  const messages = extras.get('messages');
  if (typeof messages === 'string') extras.set('messages', { in: messages });
}

function listed(transition: unknown): unknown {
  if (typeof transition !== 'object' || transition === null || Array.isArray(transition)) return transition;
  const { state, time, cause } = transition as { state?: unknown; time?: unknown; cause?: unknown };
  return [state, time, cause];
}
