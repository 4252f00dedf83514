/**
 * The seven states of a job and the moves between them.
 *
 * A job is in exactly one state, and each state of each queue is one ordered set. Every store keeps these
 * rules; the contract suite and the property tests hold them to it.
 */

export const JOB_STATES = [
  'scheduled',
  'blocked',
  'queued',
  'in_progress',
  'completed',
  'failed',
  'cancelled',
] as const;

export type JobState = (typeof JOB_STATES)[number];

/** Accepted and not started: these count against a queue's depth and byte limits. */
export const WAITING_STATES = ['scheduled', 'blocked', 'queued'] as const satisfies readonly JobState[];

/** A job in one of these does not move by itself any more; retention removes it in the end. */
export const FINAL_STATES = ['completed', 'failed', 'cancelled'] as const satisfies readonly JobState[];

export type FinalState = (typeof FINAL_STATES)[number];

/** Which states each state may turn into. A final state is left only by an operator's redrive. */
export const TRANSITIONS: Readonly<Record<JobState, readonly JobState[]>> = {
  scheduled: ['queued', 'failed', 'cancelled'],
  blocked: ['queued', 'scheduled', 'failed', 'cancelled'],
  queued: ['in_progress', 'blocked', 'failed', 'cancelled'],
  in_progress: ['completed', 'scheduled', 'queued', 'failed', 'cancelled'],
  completed: [],
  failed: ['queued'],
  cancelled: ['queued'],
};

export function isFinal(state: JobState): state is FinalState {
  return (FINAL_STATES as readonly JobState[]).includes(state);
}

export function isWaiting(state: JobState): boolean {
  return (WAITING_STATES as readonly JobState[]).includes(state);
}
