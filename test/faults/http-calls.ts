import { NO_TROUBLE_MS } from './bounds';
import type { Sight } from './recipe';

/** One answer of the service, and how long it took. */
export interface Seen {
  readonly status: number;
  readonly ms: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** Asks, on a connection of its own or a kept one, and never waits much longer than an answer may take. */
export async function ask(url: string, init: RequestInit = {}): Promise<Seen> {
  const from = performance.now();
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(NO_TROUBLE_MS) });
  const text = await response.text();
  return {
    status: response.status,
    ms: performance.now() - from,
    retryAfter: response.headers.get('retry-after'),
    text,
  };
}

export function postJob(url: string, body: unknown): Promise<Seen> {
  return ask(`${url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export function postBulk(url: string, bodies: readonly unknown[]): Promise<Seen> {
  return ask(`${url}/jobs/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bodies),
  });
}

/** Throws unless it is one of the two answers that a caller can act on. */
export function sightOfAnswer(call: string, { status, retryAfter, text }: Seen): Sight {
  if (status >= 200 && status < 300) {
    return 'works';
  }
  if (status === 503 && /^[1-9]\d*$/.test(retryAfter ?? '')) {
    return 'refused';
  }
  throw new Error(`${call} answered ${status}, Retry-After ${retryAfter}: ${text.slice(0, 300)}`);
}
