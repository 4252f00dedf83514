import type { LeasedJob } from '../types';

/** What a handler gets beside the payload; as handlers in the service have it. */
export interface JobContext {
  readonly job: LeasedJob;
  /** Number of this attempt, counting from 1. Delivery is at least once: make the work idempotent by job id. */
  readonly attempt: number;
  /**
   * Fires when the attempt is to stop: its reason is an `AttemptTimeoutError`, `JobCancelledError`,
   * `LeaseLostError` or `DrainDeadlineError`.
   */
  readonly signal: AbortSignal;
  /**
   * Notes how far the job is; any JSON value of up to 512 bytes. Sent within about a second; the last value wins. Throws a
   * RangeError if the value is too large or not JSON.
   */
  readonly progress: (value: unknown) => void;
}

/**
 * Runs jobs of one type. What it returns (as JSON) is the job's result; what it throws is recorded, and retried
 * unless the error says otherwise. The payload may have any type: it is what you say it is, nothing checks it.
 */
export type JobHandler = (payload: never, context: JobContext) => unknown;
