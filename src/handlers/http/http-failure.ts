import { backoffDelay, DEFAULT_BACKOFF } from '../../core/backoff';
import { boundedText } from '../../core/bounded-text';
import { SluiceError } from '../../core/errors';
import { NeverRetryError, RetryLaterError } from '../../core/handler-errors';
import type { ClaimedJob } from '../../core/job';
import { systemRandom } from '../../core/random';
import type { OutboundAnswer } from '../../outbound/outbound-client';
import { headerOf } from './http-answer';
import { retryAfterMs } from './retry-after';

/** How much of an answer's body an error message quotes (bytes). */
const QUOTED_BYTES = 256;

/** An answer that may be another one next time. */
class HttpStatusError extends SluiceError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function isSuccess(status: number, successStatuses: readonly number[] | null): boolean {
  return successStatuses === null ? status >= 200 && status < 300 : successStatuses.includes(status);
}

/**
 * The error that an answer which is no success stands for. 408, 429 and 5xx pass, and are retried: by the job's
 * backoff, but not before the target's `Retry-After`. Anything else would be the same next time.
 *
 * @param now epoch ms
 */
export function httpFailure(answer: OutboundAnswer, job: ClaimedJob, now: number): Error {
  const { status } = answer;
  const code = `http_${status}`;
  if (status !== 408 && status !== 429 && status < 500) {
    return new NeverRetryError(messageOf(answer), code);
  }
  const asked = retryAfterMs(headerOf(answer, 'retry-after'), headerOf(answer, 'date'), now);
  if (asked === null) {
    return new HttpStatusError(code, messageOf(answer));
  }
  const backoff = backoffDelay(job.backoff ?? DEFAULT_BACKOFF, job.retries + 1, systemRandom);
  return new RetryLaterError(Math.max(asked, backoff), messageOf(answer), undefined, code);
}

function messageOf(answer: OutboundAnswer): string {
  const { status, body } = answer;
  if (status >= 300 && status < 400) {
    const location = headerOf(answer, 'location') ?? 'nowhere';
    return `the target answered ${status} to ${location.slice(0, QUOTED_BYTES)}; redirects are not followed`;
  }
  const quoted = boundedText(body.toString('utf8'), QUOTED_BYTES).trim();
  return quoted === '' ? `the target answered ${status}` : `the target answered ${status}: ${quoted}`;
}
