/**
 * What handlers of a user's own import from `sluice/handlers` (see docs/handlers.md): all that a handler needs,
 * and nothing of how the service works.
 */
export type { DependencyEnd } from '../core/dependency-ends';
export { InvalidFollowUpError } from '../core/follow-up';
export type { HandlerContext } from '../core/handler';
export { NeverRetryError, RetryLaterError, SnoozeError } from '../core/handler-errors';
export type { ClaimedJob } from '../core/job';
export type { PayloadCheck, PayloadProblem } from '../core/payload-check';
export { JobHandler } from './job-handler.decorator';
