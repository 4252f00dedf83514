import type { EventHead, JobEventName } from './job-event';
import type { ChangedJob, EndedAttempt } from './events';
import type { ClaimedJob } from './job';

export function enqueuedHead(job: { readonly queue: string; readonly type: string }, at: number): EventHead {
  return { event: 'enqueued', queue: job.queue, type: job.type, at, attempt: null, errorCode: null };
}

/** @param like of an event before it: taken again where it fits */
export function startedHead(
  { queue, type, attempt }: ClaimedJob,
  at: number,
  like: EventHead | null,
): EventHead {
  return like !== null && like.queue === queue && like.type === type && like.attempt === attempt
    ? like
    : { event: 'started', queue, type, at, attempt, errorCode: null };
}

/**
 * null: the outcome is not this process's to tell, or was told before.
 *
 * @param like of an event before it: taken again where it fits
 */
export function endedHead(ended: EndedAttempt, at: number, like: EventHead | null): EventHead | null {
  const event = nameOf(ended);
  if (event === null) {
    return null;
  }
  const { queue, type, attempt } = ended.job;
  const errorCode = ended.error?.code ?? null;
  const fits =
    like !== null &&
    like.event === event &&
    like.queue === queue &&
    like.type === type &&
    like.attempt === attempt &&
    like.errorCode === errorCode;
  return fits ? like : { event, queue, type, at, attempt, errorCode };
}

/** About a job that this process does not run; an attempt of 0 is none. */
export function changedHead(
  event: JobEventName,
  { queue, type, attempt }: Pick<NonNullable<ChangedJob['job']>, 'queue' | 'type' | 'attempt'>,
  errorCode: string | null,
  at: number,
): EventHead {
  return { event, queue, type, at, attempt: attempt || null, errorCode };
}

function nameOf({ outcome, settled, state }: EndedAttempt): JobEventName | null {
  if (settled === 'already') {
    // The first try was carried out and its answer lost; where a failure went is not known then.
    return outcome === 'failed' ? null : outcome;
  }
  if (settled !== 'ok') {
    return null;
  }
  switch (state) {
    case 'completed':
    case 'failed':
    case 'cancelled':
      return state;
    default:
      return outcome === 'failed' ? 'retried' : outcome;
  }
}
