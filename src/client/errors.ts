import type { FieldError, Problem } from './types';

/** Everything that the client throws of its own, but for the reason of your AbortSignal, is one of these. */
export abstract class SluiceError extends Error {
  /** Stable: decide by this. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The service answered, and not with success (RFC 9457, `application/problem+json`). */
export class ProblemError extends SluiceError {
  /** For example `queue_full`, `invalid`, `not_found`; `http_<status>` where something else answered, a proxy say. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** Each bad field of a request, with `invalid`. */
  readonly errors: readonly FieldError[];
  /** When to try again (ms from the answer on); null: not said. */
  readonly retryAfterMs: number | null;
  /** The document as it came; some codes have further members, such as `job_id`. */
  readonly document: Readonly<Problem & Record<string, unknown>>;

  constructor(document: Problem & Record<string, unknown>, retryAfterMs: number | null) {
    super(document.detail);
    this.code = document.code;
    this.status = document.status;
    this.title = document.title;
    this.errors = document.errors ?? [];
    this.retryAfterMs = retryAfterMs;
    this.document = document;
  }
}

/** No answer came: no connection, one that broke, or none in time. Whether the request was carried out is unknown. */
export class UnreachableError extends SluiceError {
  readonly code = 'unreachable';
}

/** What answered is not Sluice. */
export class UnexpectedAnswerError extends SluiceError {
  readonly code = 'unexpected_answer';
}

/** The job was not in a final state in the time given. */
export class WaitTimeoutError extends SluiceError {
  readonly code = 'wait_timeout';

  constructor(
    readonly jobId: string,
    /** Where it was the last time that the service said so. */
    readonly status: string,
  ) {
    super(`the job ${jobId} is still ${status}`);
  }
}
