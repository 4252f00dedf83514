import { SluiceError } from './errors';

/**
 * What a handler throws steers what happens to the job. Any other error is retried by the job's backoff.
 */
export abstract class HandlerSteering extends SluiceError {}

/** Retry, but not before `delayMs` from now. Spends one of the job's retries. */
export class RetryLaterError extends HandlerSteering {
  constructor(
    readonly delayMs: number,
    message = 'the handler asked for a later retry',
    options?: ErrorOptions,
    readonly code = 'retry_later',
  ) {
    super(message, options);
  }
}

/** Trying again cannot help: the job fails now, whatever retries are left. */
export class NeverRetryError extends HandlerSteering {
  constructor(
    message: string,
    readonly code = 'never_retry',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Not a failure, just too early: run again in `delayMs`. Spends no retry. */
export class SnoozeError extends HandlerSteering {
  readonly code = 'snoozed';

  constructor(readonly delayMs: number) {
    super(`the handler asked to be run again in ${delayMs} ms`);
  }
}

/** The attempt ran longer than its `timeoutMs`. The reason of the handler's AbortSignal. */
export class AttemptTimeoutError extends SluiceError {
  readonly code = 'timeout';

  constructor(timeoutMs: number) {
    super(`the attempt ran longer than its limit of ${timeoutMs} ms`);
  }
}

/** Somebody cancelled the job. The reason of the handler's AbortSignal. */
export class JobCancelledError extends SluiceError {
  readonly code = 'cancelled';

  constructor() {
    super('the job was cancelled');
  }
}

/** The lease is gone or could not be kept; whatever the handler still does is not recorded. */
export class LeaseLostError extends SluiceError {
  readonly code = 'lease_lost';

  constructor() {
    super('the lease on this attempt was lost');
  }
}

/** The process stops and the grace period is over. The job is handed back without costing an attempt. */
export class DrainDeadlineError extends SluiceError {
  readonly code = 'draining';

  constructor() {
    super('the service is shutting down and the grace period is over');
  }
}
