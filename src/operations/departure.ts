import type { HttpResponse } from '../http/exchange';

/** Fires when the client has left, or has its answer. */
export function departureOf(response: HttpResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}
