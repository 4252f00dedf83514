import type { JobState } from './states';

/** Counters that only grow, of a queue or a namespace. */
export interface Counters {
  readonly enqueued: number;
  /** Attempts started. */
  readonly started: number;
  /** Jobs that completed, failed for good, were cancelled. */
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Retries scheduled after failures. */
  readonly retried: number;
  /** Leases lost. */
  readonly lapsed: number;
  readonly snoozed: number;
  readonly released: number;
  /** Jobs of a full queue that gave way to others; they count as failed, too. */
  readonly dropped: number;
}

/** Queues whose name starts with `sluice.` are the service's own and are left out. */
export interface NamespaceCounts {
  readonly counters: Counters;
  readonly states: Readonly<Record<JobState, number>>;
  /** Payload bytes of the jobs that are not final. */
  readonly bytes: number;
}
