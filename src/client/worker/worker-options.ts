import type { ClientOptions } from '../options';
import type { JobError, JobState, LeasedJob } from '../types';
import type { JobHandler } from './handler';

export interface WorkerOptions extends ClientOptions {
  /** What runs the jobs of each type. Jobs of other types stay where they are, for workers that know them. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** Which queues to take from; default: all. */
  readonly queues?: readonly string[];
  /** Jobs at once. Default: 10. */
  readonly concurrency?: number;
  /** As `GET /workers` shows it. Default: host and process. */
  readonly name?: string;
  /** How soon the jobs of a worker that died go to another one (ms): 1,000 to 86,400,000. Default: 30,000. */
  readonly leaseMs?: number;
  /** How often leases are renewed, and so how late it hears of a cancellation (ms). Default: 5,000, or a third of `leaseMs`. */
  readonly heartbeatMs?: number;
  /** How long `close()` waits for running jobs (ms). Default: 25,000. */
  readonly graceMs?: number;
  /** Told of each attempt once its outcome is known: for logs and metrics. */
  readonly onJobEnd?: (end: JobEnd) => void;
  /**
   * Told of what went wrong and is tried again (the service is away, say), or could not be done at all. Default: a
   * warning of the process.
   */
  readonly onError?: (error: unknown, doing: WorkerDuty) => void;
}

export type WorkerDuty = 'take' | 'extend' | 'complete' | 'fail' | 'release';

/** How an attempt ended. */
export interface JobEnd {
  readonly job: LeasedJob;
  /** `lost`: the lease was lost, so somebody else has the job. `unknown`: the service could not be told in time. */
  readonly outcome: 'completed' | 'failed' | 'released' | 'lost' | 'unknown';
  /** Where the job went; null where the service did not say. */
  readonly status: JobState | null;
  /** Of one that failed. */
  readonly error: Pick<JobError, 'code' | 'message'> | null;
  readonly durationMs: number;
}
