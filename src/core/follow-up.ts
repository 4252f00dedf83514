import { SluiceError } from './errors';
import type { ClaimedJob, NewJob } from './job';

/** Most jobs that one attempt may leave behind. */
export const MAX_FOLLOW_UPS = 100;

/** Most dependencies of all of them together. */
export const MAX_FOLLOW_UP_DEPENDENCIES = 1_000;

/** What a handler asked for is no job that can be stored. */
export class InvalidFollowUpError extends SluiceError {
  readonly code = 'follow_up_invalid';
}

/**
 * Makes a job of what a handler asks for: the fields of an enqueue. Without an id of its own it gets one that
 * follows from the parent and the index, so that a repeated attempt asks for the same job.
 *
 * @throws {InvalidFollowUpError} saying what is wrong
 */
export type FollowUpReader = (asked: unknown, parent: ClaimedJob, index: number) => NewJob;

/** For an engine that takes none. */
export const noFollowUps: FollowUpReader = () => {
  throw new InvalidFollowUpError('this worker takes no follow-ups');
};
