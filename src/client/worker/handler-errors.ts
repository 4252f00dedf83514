import { SluiceError } from '../errors';

/** Thrown by a handler: trying again cannot help, the job fails now, whatever retries are left. */
export class NeverRetryError extends SluiceError {
  /** @param code recorded with the job: 1 to 27 characters of a-z 0-9 _. */
  constructor(
    message: string,
    readonly code = 'never_retry',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Thrown by a handler: retry, but not before `delayMs` from now. Spends one of the job's retries. */
export class RetryLaterError extends SluiceError {
  /** @param code recorded with the job: 1 to 27 characters of a-z 0-9 _. */
  constructor(
    readonly delayMs: number,
    message = 'the handler asked for a later retry',
    readonly code = 'retry_later',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The attempt ran longer than its time limit, and has failed. A reason of the handler's AbortSignal. */
export class AttemptTimeoutError extends SluiceError {
  readonly code = 'timeout';

  constructor(timeoutMs: number) {
    super(`the attempt ran longer than its limit of ${timeoutMs} ms`);
  }
}

/** Somebody cancelled the job. A reason of the handler's AbortSignal. */
export class JobCancelledError extends SluiceError {
  readonly code = 'cancelled';

  constructor() {
    super('the job was cancelled');
  }
}

/** The lease is gone or could not be kept; whatever the handler still does is not recorded. A reason of its AbortSignal. */
export class LeaseLostError extends SluiceError {
  readonly code = 'lease_lost';

  constructor() {
    super('the lease on this attempt was lost');
  }
}

/** The worker closes and its grace is over. The job is handed back. A reason of the handler's AbortSignal. */
export class DrainDeadlineError extends SluiceError {
  readonly code = 'draining';

  constructor() {
    super('the worker closes and its grace is over');
  }
}
