import type { JSX } from 'preact';
import { ask } from '../../api/client';
import { ApiError } from '../../api/problem';
import { may } from '../../api/session';
import type { Job } from '../../api/types';
import { takesNothingNew } from '../../live/link';
import { confirm } from '../../parts/dialog';
import { say } from '../../parts/toast';
import { isFinal, isRetryable } from '../jobs/filter';

/** What can be done to a job, as it is now. */
export function JobActions({
  job,
  onDone,
}: {
  readonly job: Job;
  readonly onDone: () => void;
}): JSX.Element | null {
  if (!may('admin')) {
    return null;
  }
  const path = `jobs/${encodeURIComponent(job.id)}`;
  const act = async (verb: 'retry' | 'cancel' | 'promote', done: string) => {
    try {
      await ask(`${path}/${verb}`, { method: 'POST' });
      say(done);
    } catch (error) {
      // It moved on meanwhile: the page shows where it is.
      if (error instanceof ApiError && error.code === 'wrong_state') {
        say(error.message);
      } else {
        throw error;
      }
    } finally {
      onDone();
    }
  };
  return (
    <>
      {job.status === 'scheduled' && (
        <button
          type="button"
          onClick={() =>
            confirm({
              title: 'Run this job now?',
              body: 'It goes to its queue at once, and does not wait for its time.',
              verb: 'Run now',
              act: () => act('promote', 'The job is queued.'),
            })
          }
        >
          Run now
        </button>
      )}
      {isRetryable(job.status) && (
        <button
          type="button"
          disabled={takesNothingNew.value}
          onClick={() =>
            confirm({
              title: 'Retry this job?',
              body: 'It goes to its queue again, with fresh attempts.',
              verb: 'Retry',
              act: () => act('retry', 'The job is queued again.'),
            })
          }
        >
          Retry
        </button>
      )}
      {!isFinal(job.status) && (
        <button
          type="button"
          onClick={() =>
            confirm({
              title: 'Cancel this job?',
              body:
                job.status === 'in_progress'
                  ? 'Its worker is told to stop.'
                  : 'It does not run any more. It can be retried later.',
              verb: 'Cancel the job',
              danger: true,
              act: () =>
                act(
                  'cancel',
                  job.status === 'in_progress' ? 'Its worker is told to stop.' : 'The job is cancelled.',
                ),
            })
          }
        >
          Cancel
        </button>
      )}
    </>
  );
}
