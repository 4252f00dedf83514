import type { LeasedJob } from '../types';
import { DrainDeadlineError, LeaseLostError, NeverRetryError, RetryLaterError } from './handler-errors';

/** What is wrong with an attempt or its result, as the API takes it. */
export interface TextError {
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
}

/** How an attempt ended, as it is to be recorded. */
export type Outcome =
  | {
      readonly kind: 'completed';
      readonly result: string | undefined;
      readonly resultError: TextError | null;
    }
  | {
      readonly kind: 'failed';
      readonly error: TextError;
      readonly retryable?: boolean;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'released' };

const RELEASED: Outcome = { kind: 'released' };

/** Longer texts are cut by the service anyway (characters). */
const LONGEST_MESSAGE = 2_048;
const LONGEST_STACK = 4_096;

/** The longest delay that the service takes (ms): ten years. */
const LONGEST_DELAY_MS = 10 * 365 * 86_400_000;

const CODE = /^[a-z0-9_]{1,27}$/;

/**
 * The outcome of a handler that returned. The job completes whatever it returned, since its work is done and doing it
 * again could charge twice; a result that is no JSON is replaced by the reason.
 */
export function returned(value: unknown): Outcome {
  try {
    // JSON.stringify has no text for undefined, functions and symbols, though its type says otherwise.
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined && value !== undefined
      ? withoutResult('result_not_serializable', `a ${typeof value} has no JSON`)
      : { kind: 'completed', result: text, resultError: null };
  } catch (error) {
    return withoutResult('result_not_serializable', textOf(error).message);
  }
}

/** Of a job that is done, and whose result cannot be kept. */
export function withoutResult(code: string, message: string): Outcome & { readonly kind: 'completed' } {
  return { kind: 'completed', result: undefined, resultError: { code, message } };
}

/** The outcome of a handler that threw: by the class of what it threw, and by why it was asked to stop. */
export function threw(job: LeasedJob, thrown: unknown, reason: Error | null): Outcome {
  if (reason instanceof DrainDeadlineError || reason instanceof LeaseLostError) {
    return interrupted(job);
  }
  if (thrown instanceof NeverRetryError) {
    return { kind: 'failed', error: textOf(thrown), retryable: false };
  }
  if (thrown instanceof RetryLaterError) {
    return { kind: 'failed', error: textOf(thrown), retryAfterMs: delay(thrown.delayMs) };
  }
  // A cancelled fetch or timer says AbortError; why it was aborted is what people want to read.
  return { kind: 'failed', error: textOf(reason !== null && isAbort(thrown) ? reason : thrown) };
}

/**
 * The outcome of a handler that was stopped by no fault of its job: handed back, which costs the job nothing. But a
 * job that may not run twice (no retries, no lapses) has begun its work and must not begin it again.
 */
export function interrupted(job: LeasedJob): Outcome {
  if (job.max_retries > 0 || job.max_lapses > 0) {
    return RELEASED;
  }
  const message = 'stopped before it ended; a job without retries and lapses does not run again';
  return { kind: 'failed', error: { code: 'interrupted', message }, retryable: false };
}

/** Of anything that a handler may throw. Never throws itself. */
export function textOf(thrown: unknown): TextError {
  const code = read(thrown, 'code');
  const message = read(thrown, 'message');
  const stack = thrown instanceof NeverRetryError ? undefined : read(thrown, 'stack');
  return {
    ...(typeof code === 'string' && CODE.test(code) ? { code } : {}),
    message: (typeof message === 'string' && message !== '' ? message : shown(thrown)).slice(
      0,
      LONGEST_MESSAGE,
    ),
    ...(typeof stack === 'string' ? { stack: stack.slice(0, LONGEST_STACK) } : {}),
  };
}

function read(thrown: unknown, name: string): unknown {
  try {
    return typeof thrown === 'object' && thrown !== null
      ? (thrown as Record<string, unknown>)[name]
      : undefined;
  } catch {
    return undefined; // a getter that throws
  }
}

function shown(thrown: unknown): string {
  try {
    return `the handler threw ${String(thrown)}`;
  } catch {
    return `the handler threw a ${typeof thrown} that has no text`;
  }
}

function isAbort(thrown: unknown): boolean {
  return read(thrown, 'name') === 'AbortError';
}

/** A handler's own number: anything may be in it. */
function delay(ms: number): number {
  return ms > 0 ? Math.round(Math.min(ms, LONGEST_DELAY_MS)) : 0;
}
