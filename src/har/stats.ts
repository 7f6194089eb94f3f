// Figures of one exchange: what came, how much, how fast, how evenly.
import type { CloseRecord, Exchange } from '../store/exchange.ts';

export interface ExchangeStats {
  id: string;
  api: Exchange['api'];
  method: string;
  url: string;
  status: number;
  sent: number;
  received: number;
  /** Bytes. */
  bytesSent: number;
  bytesReceived: number;
  /** ms from start to end; null while open. */
  duration: number | null;
  /** ms from start to the first message received; null where none was. */
  firstMessage: number | null;
  /** ms between messages received one after the other; null where there are fewer than two. */
  gaps: { largest: number; p50: number; p95: number } | null;
  closed: CloseRecord | null;
  error: Exchange['error'];
}

/** The value that this share of the sorted list does not exceed (nearest rank). */
const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] as number;

function gapsOf(times: Float64Array): ExchangeStats['gaps'] {
  if (times.length < 2) return null;
  const gaps = new Float64Array(times.length - 1);
  for (let i = 1; i < times.length; i++) gaps[i - 1] = (times[i] as number) - (times[i - 1] as number);
  gaps.sort();
  return { largest: gaps.at(-1) as number, p50: percentile(gaps, 0.5), p95: percentile(gaps, 0.95) };
}

/** The figures of an exchange as it is now. */
export function statsOf(exchange: Exchange): ExchangeStats {
  const { id, api, method, url, status, messages, bytesSent, bytesReceived, started, ended, closed, error } = exchange;
  const times = new Float64Array(messages.received);
  let n = 0;
  for (let i = 0; i < messages.length; i++) if (!messages.isSent(i)) times[n++] = messages.time(i);
  return {
    id,
    api,
    method,
    url,
    status,
    sent: messages.sent,
    received: messages.received,
    bytesSent,
    bytesReceived,
    duration: ended === null ? null : ended - started,
    firstMessage: times.length === 0 ? null : (times[0] as number) - started,
    gaps: gapsOf(times),
    closed,
    error,
  };
}
