import type { JobEventName } from '../core/job-event';
import type { ChangedJob, EventHub } from '../core/events';
import type { ClaimedJob, JobError } from '../core/job';
import type { Lease, SettleAnswer } from '../core/settlement';

/** A settlement as it was sent; only a failure has an error. */
export interface Settled extends Lease {
  readonly error?: JobError;
}

/** Tells this process what it did for remote workers, for whoever listens. */
export class RemoteEvents {
  constructor(
    private readonly namespace: string,
    private readonly events: EventHub,
  ) {}

  started(jobs: readonly ClaimedJob[]): void {
    this.emit('started', jobs.map(known));
  }

  released(jobs: readonly ClaimedJob[]): void {
    this.emit('released', jobs.map(known));
  }

  /** @param job null: another process gave it out. */
  settled({ id, error }: Settled, answer: SettleAnswer | undefined, job: ClaimedJob | null): void {
    const event = answer?.result === 'ok' ? eventOf(answer, error !== undefined) : null;
    if (event !== null) {
      this.emit(event, [{ id, job, errorCode: error?.code ?? null }]);
    }
  }

  private emit(event: JobEventName, jobs: readonly ChangedJob[]): void {
    if (jobs.length > 0) {
      this.events.emit('changed', { namespace: this.namespace, event, jobs });
    }
  }
}

function known(job: ClaimedJob): ChangedJob {
  return { id: job.id, job, errorCode: null };
}

function eventOf({ state }: SettleAnswer, failed: boolean): JobEventName | null {
  switch (state) {
    case 'completed':
    case 'failed':
    case 'cancelled':
      return state;
    case null:
      return null;
    default:
      return failed ? 'retried' : 'released';
  }
}
