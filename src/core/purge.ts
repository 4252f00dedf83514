import type { FINAL_STATES, JobState, WAITING_STATES } from './states';

/** States whose jobs an operator may remove. A running job has to end first. */
export type PurgeableState = (typeof WAITING_STATES)[number] | (typeof FINAL_STATES)[number];

export type PurgeAnswer =
  | { readonly result: 'removed' }
  | { readonly result: 'wrong_state'; readonly state: JobState }
  | { readonly result: 'not_found' };

/**
 * - `not_empty`: it has `jobs` jobs, in whatever state.
 * - `in_use`: a living worker names it.
 */
export type DeleteQueueAnswer =
  | { readonly result: 'deleted' | 'not_found' }
  | { readonly result: 'not_empty'; readonly jobs: number }
  | { readonly result: 'in_use'; readonly worker: string };
