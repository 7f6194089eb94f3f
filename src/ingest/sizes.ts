// How many bytes a text was on its way. Pure.
import type { Exchange } from '../store/exchange.ts';
import { utf8Size } from '../store/utf8-size.ts';
import { SENT } from '../wire/capture.ts';

/** Whether the body was not compressed, as far as a page can tell: of another origin it may not see the header that says so. */
function isAsSent({ response, frame }: Exchange): boolean {
  if (!response || !URL.canParse(response.url) || !URL.canParse(frame.url)) return false;
  const encoded = response.headers.some(([name]) => name.toLowerCase() === 'content-encoding');
  return !encoded && new URL(response.url).origin === new URL(frame.url).origin;
}

/**
 * In bytes. In another charset than UTF-8, or behind a BOM, the text of an XMLHttpRequest says nothing of them; its progress
 * does, but for a body that may have been compressed: Firefox's is that of what came. `flags`: of the row.
 */
export function sizeOf(exchange: Exchange, flags: number, text: string): number {
  const { api, download, bytesReceived } = exchange;
  const isTold = api === 'xhr' && !(flags & SENT) && download && (download.total || isAsSent(exchange));
  return (isTold && Math.max(0, download.loaded - bytesReceived)) || utf8Size(text);
}
