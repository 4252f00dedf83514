import { HttpException } from '@nestjs/common';
import {
  InvalidPageTokenError,
  NotReplicatedError,
  StoreFullError,
  StoreUnavailableError,
} from '../core/errors';
import { invalid, ProblemError, retryAfter, type ProblemCode } from './problem';

const STORE_RETRY_MS = 1_000;
const FULL_RETRY_MS = 5_000;

const BY_STATUS: ReadonlyMap<number, ProblemCode> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'method_not_allowed'],
  [409, 'conflict'],
  [413, 'too_large'],
  [415, 'unsupported_media_type'],
  [422, 'invalid'],
  [429, 'rate_limited'],
  [503, 'not_ready'],
]);

/** The problem that an error is to the client; null for one that nobody expected. */
export function problemOf(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) {
    return error;
  }
  if (error instanceof StoreUnavailableError) {
    const detail = 'The store did not answer in time; the same request may be sent again';
    return new ProblemError('store_unavailable', detail, { headers: retryAfter(STORE_RETRY_MS) });
  }
  if (error instanceof NotReplicatedError) {
    const detail =
      'Too few replicas have it in time. The job may be stored: sent again with the same id or Idempotency-Key, it exists once';
    return new ProblemError('not_replicated', detail, { headers: retryAfter(STORE_RETRY_MS) });
  }
  if (error instanceof StoreFullError) {
    const detail = 'The store has no memory left for new jobs until running ones have finished';
    return new ProblemError('store_full', detail, { headers: retryAfter(FULL_RETRY_MS) });
  }
  if (error instanceof InvalidPageTokenError) {
    return invalid([{ parameter: 'page_token', detail: error.message }]);
  }
  if (error instanceof HttpException) {
    const status = error.getStatus();
    // Nest's words for a 404 repeat the whole address.
    return fromStatus(status, status === 404 ? 'There is nothing at this address' : error.message);
  }
  return isExpressRefusal(error) ? fromStatus(error.status, 'The request could not be understood') : null;
}

function fromStatus(status: number, detail: string): ProblemError | null {
  const code = BY_STATUS.get(status) ?? (status >= 400 && status < 500 ? 'malformed' : null);
  return code === null ? null : new ProblemError(code, detail);
}

/** Express and its router mark what the client did wrong with a 4xx `status` (http-errors' convention). */
function isExpressRefusal(error: unknown): error is { status: number } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status < 500
  );
}
