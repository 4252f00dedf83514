import type { JobEvent, JobEventName } from './job-event';
import type { ChangedJob, SluiceEvents } from './events';

/** The event of a job that was accepted; null: nothing new was stored. */
export function enqueuedEvent(
  { id, queue, type, outcome }: SluiceEvents['enqueued'],
  at: number,
): JobEvent | null {
  const none = { attempt: null, durationMs: null, errorCode: null };
  return outcome === 'created' ? { event: 'enqueued', job: id, queue, type, at, ...none } : null;
}

export function startedEvent({ job }: SluiceEvents['started'], at: number): JobEvent {
  const { id, queue, type, attempt } = job;
  return { event: 'started', job: id, queue, type, at, attempt, durationMs: null, errorCode: null };
}

/** null: the outcome is not this process's to tell, or was told before. */
export function endedEvent(ended: SluiceEvents['ended'], at: number): JobEvent | null {
  const event = nameOf(ended);
  if (event === null) {
    return null;
  }
  const { id, queue, type, attempt } = ended.job;
  const errorCode = ended.error?.code ?? null;
  return { event, job: id, queue, type, at, attempt, durationMs: Math.round(ended.durationMs), errorCode };
}

/** About a job that this process does not run; an attempt of 0 is none. */
export function changedEvent(
  event: JobEventName,
  id: string,
  { queue, type, attempt }: Pick<NonNullable<ChangedJob['job']>, 'queue' | 'type' | 'attempt'>,
  errorCode: string | null,
  at: number,
): JobEvent {
  return { event, job: id, queue, type, at, attempt: attempt || null, durationMs: null, errorCode };
}

function nameOf({ outcome, settled, state }: SluiceEvents['ended']): JobEventName | null {
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
