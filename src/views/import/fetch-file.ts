// A log that a link names, as a file that can be read.
import type { Panel } from '../panel-context.tsx';
import type { OpenedFile } from './import-file.ts';

/** Why a link cannot be opened, for a person. */
class FetchError extends Error {}

/** `url` may be relative to the page. @throws {FetchError} */
export async function fetchFile({ t }: Pick<Panel, 't'>, url: string, base: string): Promise<OpenedFile> {
  if (!URL.canParse(url, base)) throw new FetchError(t('import.wrongUrl'));
  const { href, pathname } = new URL(url, base);
  let response: Response;
  try {
    // What another site knows of the person has no part in this.
    response = await fetch(href, { credentials: 'same-origin', referrerPolicy: 'no-referrer' });
  } catch {
    throw new FetchError(t('import.unreachable'));
  }
  if (!response.ok || !response.body) throw new FetchError(t('import.status', String(response.status)));
  const { body, headers } = response;
  // The length is that of what is on the wire.
  const length = headers.get('content-encoding') ? 0 : Number(headers.get('content-length'));
  return { name: decoded(pathname.split('/').at(-1) ?? '') || href, size: length || null, stream: () => body };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
