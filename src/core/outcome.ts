import { backoffDelay, DEFAULT_BACKOFF } from './backoff';
import { boundedError } from './bounded-error';
import type { Attempt } from './attempt';
import {
  AttemptTimeoutError,
  DrainDeadlineError,
  LeaseLostError,
  NeverRetryError,
  RetryLaterError,
  SnoozeError,
} from './handler-errors';
import { MAX_DURATION_MS, type ClaimedJob, type JobError } from './job';
import type { FollowAnswer } from './settlement';
import type { RandomSource } from './random';

/** How an attempt ended, as it is to be recorded. */
export type Outcome =
  | { readonly kind: 'completed'; readonly result: string | null; readonly resultError: JobError | null }
  | { readonly kind: 'failed'; readonly error: JobError; readonly retryInMs: number | null }
  | { readonly kind: 'snoozed'; readonly delayMs: number }
  | { readonly kind: 'released' };

export const RELEASED: Outcome = { kind: 'released' };

/**
 * The outcome of a handler that was stopped by no fault of its job: handed back, which costs the job nothing. But
 * a job that may not run twice (no retries, no lapses) has begun its work and must not begin it again.
 */
export function interrupted(job: ClaimedJob): Outcome {
  if (job.maxRetries > 0 || job.maxLapses > 0) {
    return RELEASED;
  }
  const message = 'stopped before it ended; a job without retries and lapses does not run again';
  return { kind: 'failed', error: { code: 'interrupted', message }, retryInMs: null };
}

const NOTHING: Outcome = { kind: 'completed', result: null, resultError: null };

/**
 * The outcome of a handler that returned. The job completes whatever it returned, since its work is done and
 * doing it again could charge twice; a result that cannot be kept is replaced by the reason.
 */
export function returned(value: unknown, maxResultBytes: number): Outcome {
  if (value === undefined) {
    return NOTHING;
  }
  let text: string | undefined;
  try {
    text = jsonOf(value);
  } catch (error) {
    // Bounded, since it may be the handler's own, whose message is not to be read without care.
    const { message } = boundedError(error);
    if (isA(error, RangeError) && /string length/i.test(message)) {
      return withoutResult('result_too_large', 'the result is larger than a text can be');
    }
    return withoutResult('result_not_serializable', message);
  }
  if (text === undefined) {
    return withoutResult('result_not_serializable', `a ${typeof value} has no JSON`);
  }
  if (isLarger(text, maxResultBytes)) {
    return withoutResult('result_too_large', `the result is larger than ${maxResultBytes} bytes of JSON`);
  }
  return { kind: 'completed', result: text, resultError: null };
}

/** JSON.stringify has no JSON for functions and symbols, though its type says otherwise. */
function jsonOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}

function isLarger(text: string, maxBytes: number): boolean {
  // A UTF-16 unit is one to three bytes of UTF-8: most texts need no counting.
  return text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes);
}

function withoutResult(code: string, message: string): Outcome {
  return { kind: 'completed', result: null, resultError: { code, message } };
}

/** The outcome of a handler that threw: by the class of what it threw, and by why it was asked to stop. */
export function threw(attempt: Attempt, thrown: unknown, random: RandomSource): Outcome {
  const reason = attempt.abortReason;
  // Not the job's failure: it must not cost a retry, and no attempt either.
  if (reason instanceof DrainDeadlineError || reason instanceof LeaseLostError) {
    return interrupted(attempt.job);
  }
  if (isA(thrown, SnoozeError)) {
    return { kind: 'snoozed', delayMs: duration(thrown.delayMs) };
  }
  if (isA(thrown, RetryLaterError)) {
    return { kind: 'failed', error: boundedError(thrown), retryInMs: duration(thrown.delayMs) };
  }
  if (isA(thrown, NeverRetryError)) {
    return { kind: 'failed', error: boundedError(thrown), retryInMs: null };
  }
  // A cancelled fetch or timer says AbortError; why it was aborted is what people want to read.
  const said = reason !== null && isAbortError(thrown) ? reason : thrown;
  return { kind: 'failed', error: boundedError(said), retryInMs: retryDelay(attempt.job, random) };
}

/** The outcome of a handler that returned, whose follow-ups the store would not take. */
export function withoutFollowUps(
  job: ClaimedJob,
  { reason, id }: Extract<FollowAnswer, { result: 'refused' }>,
  random: RandomSource,
): Outcome & { readonly kind: 'failed' } {
  const message =
    reason === 'id_taken'
      ? `the follow-up ${id} is another job's id`
      : `a follow-up depends on the job ${id}, which is not there`;
  const error = { code: 'follow_up_refused', message };
  return { kind: 'failed', error, retryInMs: retryDelay(job, random) };
}

/** The outcome of an attempt that ran over its limit. */
export function timedOut(job: ClaimedJob, limitMs: number, random: RandomSource): Outcome {
  const error = boundedError(new AttemptTimeoutError(limitMs));
  return { kind: 'failed', error, retryInMs: retryDelay(job, random) };
}

function retryDelay(job: ClaimedJob, random: RandomSource): number {
  return backoffDelay(job.backoff ?? DEFAULT_BACKOFF, job.retries + 1, random);
}

/** A handler's own number: anything may be in it. */
function duration(ms: number): number {
  return ms > 0 ? Math.round(Math.min(ms, MAX_DURATION_MS)) : 0;
}

function isAbortError(thrown: unknown): boolean {
  return isA(thrown, Error) && thrown.name === 'AbortError';
}

function isA<T extends object>(thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false; // a proxy that refuses to be asked
  }
}
