import { causesOf } from './causes';
import { ProblemError, UnreachableError } from './errors';

/** How requests are sent again. */
export interface RetryOptions {
  /** Most tries of one request, the first included. */
  readonly tries: number;
  /** No try begins later than this after the first one (ms). */
  readonly withinMs: number;
  /** The first pause (ms); each further one is twice as long, up to `maxDelayMs`, and shortened by chance. */
  readonly baseMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryOptions = { tries: 10, withinMs: 30_000, baseMs: 100, maxDelayMs: 5_000 };

/**
 * What sending a request twice does: `safe`, the same as once; `once`, something else, so it is sent again only
 * when it is certain that it was not carried out.
 */
export type Repeat = 'safe' | 'once';

/** Answers that say that nothing was done. */
const NOTHING_DONE = new Set([
  'rate_limited',
  'queue_full',
  'namespace_full',
  'draining',
  'store_full',
  'too_many_clients',
]);

/** Answers after which another try may do better; 502 and 504 come from something in between. */
const WORTH_A_TRY = new Set([429, 502, 503, 504]);

/** Errors of sockets that were never connected. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a request that ended with this error may be sent again. */
export function mayRepeat(error: unknown, repeat: Repeat): boolean {
  if (error instanceof UnreachableError) {
    return repeat === 'safe' || causesOf(error).some(({ code }) => NEVER_SENT.has(code ?? ''));
  }
  if (error instanceof ProblemError && WORTH_A_TRY.has(error.status)) {
    return repeat === 'safe' || NOTHING_DONE.has(error.code);
  }
  return false;
}

/**
 * How long to wait before the next try (ms); null: do not try again.
 *
 * @param tried how often it was sent. @param elapsedMs since the first time.
 */
export function pauseBefore(
  error: unknown,
  { tried, elapsedMs }: { readonly tried: number; readonly elapsedMs: number },
  { tries, withinMs, baseMs, maxDelayMs }: RetryOptions,
): number | null {
  if (tried >= tries) {
    return null;
  }
  // At least half of it, so that the pauses do grow; the rest by chance, so that clients do not come all at once.
  const backoff = Math.min(maxDelayMs, baseMs * 2 ** (tried - 1)) * (0.5 + Math.random() / 2);
  const asked = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
  const pause = Math.max(backoff, asked);
  return elapsedMs + pause > withinMs ? null : pause;
}
