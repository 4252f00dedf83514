import type { DependencyEnd } from './dependency-ends';
import type { ClaimedJob } from './job';

/** What a handler gets beside the payload. */
export interface HandlerContext {
  readonly job: ClaimedJob;
  /** Number of this attempt, counting from 1. Delivery is at least once: make the work idempotent by job id. */
  readonly attempt: number;
  /**
   * Fires when the attempt is to stop: its reason is an `AttemptTimeoutError`, `JobCancelledError`,
   * `LeaseLostError` or `DrainDeadlineError`.
   */
  readonly signal: AbortSignal;
  /**
   * Notes how far the job is; any JSON value of up to 512 bytes. Stored within about a second; the last
   * value wins. Throws a RangeError if the value is too large or not JSON. Needs no `this`.
   */
  readonly progress: (value: unknown) => void;
  /**
   * Writes a line to the job's log, which `GET /jobs/{id}/logs` shows: sent within about half a second, and before the
   * outcome. Best effort: if this process dies, what was not sent is gone. Too long a line is cut, and of too many the
   * oldest give way (SLUICE_LOG_LINES, SLUICE_LOG_BYTES, SLUICE_LOG_LINE_BYTES). Throws a TypeError if it is no
   * string. Needs no `this`.
   */
  readonly log: (line: string) => void;
  /**
   * What became of the jobs that this one depends on, with their results, in the order as sent: read from the store
   * as you go, a few at a time. Needs no `this`. Rejects if the store cannot be reached.
   */
  readonly dependencies: () => AsyncIterable<DependencyEnd>;
  /**
   * Asks for a job that follows this one: the fields of an enqueue. It is stored in the step that records the result,
   * past all limits, and only if the job completes; up to 100 of them. Without an `id` it gets one that is the same
   * in each attempt. It may name this job, and earlier follow-ups, in `depends_on`. Needs no `this`.
   *
   * @returns its id @throws {InvalidFollowUpError} saying what is wrong with it
   */
  readonly followUp: (job: object) => string;
}

/**
 * Runs jobs of one type. What it returns (as JSON) is the job's result; what it throws is recorded, and
 * retried unless the error says otherwise (handler-errors.ts).
 */
export type Handler = (payload: unknown, context: HandlerContext) => unknown;

/** Looks up handlers by type. A `Map`, so that a type called `constructor` is just a type. */
export type HandlerMap = ReadonlyMap<string, Handler>;
