// The content type that a message was sent or received as.
import type { Exchange } from '../../store/exchange.ts';

/** Value of `Content-Type`; empty where there is none. A framed body's messages have none of their own. */
export function contentTypeOf(exchange: Exchange, direction: 'sent' | 'received'): string {
  if (direction === 'received' && exchange.framing !== '') return '';
  const headers = direction === 'sent' ? exchange.request.headers : (exchange.response?.headers ?? []);
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}
