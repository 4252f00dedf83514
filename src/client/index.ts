/**
 * What programs import from `sluice/client` (see docs/client.md): it speaks to the HTTP API and knows nothing of how the
 * service works. It needs no package, only Node 22.12 or later.
 */
export {
  ProblemError,
  SluiceError,
  UnexpectedAnswerError,
  UnreachableError,
  WaitTimeoutError,
} from './errors';
export type { CallOptions, ClientOptions } from './options';
export type { RetryOptions } from './retry-policy';
export { SluiceClient, type BulkOptions, type EnqueueOptions, type ListOptions } from './sluice-client';
export type { WaitOptions } from './wait-for-job';
export type * from './types';
export type { JobContext, JobHandler } from './worker/handler';
export {
  AttemptTimeoutError,
  DrainDeadlineError,
  JobCancelledError,
  LeaseLostError,
  NeverRetryError,
  RetryLaterError,
} from './worker/handler-errors';
export { Worker } from './worker/worker';
export type { JobEnd, WorkerDuty, WorkerOptions } from './worker/worker-options';
