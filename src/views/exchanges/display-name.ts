// How an URL is shown in a narrow column: what tells exchanges apart first, the rest dimmed.

export interface DisplayName {
  /** Last path segment with the query, or the host where the path is empty. */
  name: string;
  /** What stands before it: host and directories, without the scheme. */
  rest: string;
}

/** Splits an absolute URL for display. Data and blob URLs are kept as they are. */
export function displayName(url: string): DisplayName {
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/i.exec(url);
  if (!match) return { name: url.slice(0, 200), rest: '' };
  const [, host = '', path = '', query = ''] = match;
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  const slash = trimmed.lastIndexOf('/');
  const segment = slash === -1 ? '' : path.slice(slash + 1);
  if (segment === '') return { name: host + query, rest: '' };
  return { name: segment + query, rest: host + path.slice(0, slash) };
}
