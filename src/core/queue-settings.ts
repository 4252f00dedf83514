/**
 * What a queue that is at its depth or bytes does for a new job. Only jobs in `queued` give way, each becomes
 * `failed` with the code `dropped`, at most 100 for one new job; none does for a job that is then refused.
 *
 * - `reject`: refuses it.
 * - `drop_oldest`: the oldest of the lowest priority gives way, unless that is higher than the new job's.
 * - `shed_low_priority`: the last in line gives way if it is of a lower priority than the new job.
 */
export const OVERFLOWS = ['reject', 'drop_oldest', 'shed_low_priority'] as const;

export type Overflow = (typeof OVERFLOWS)[number];

export interface QueueSettings {
  readonly paused: boolean | null;
  readonly maxDepth: number | null;
  readonly maxBytes: number | null;
  /** Most jobs of the queue that run at once. */
  readonly concurrency: number | null;
  /** Refuses new jobs while the first in line of any priority waits there for longer than this (ms). */
  readonly maxAgeMs: number | null;
  /** null: `reject`. */
  readonly overflow: Overflow | null;
  /** In place of the service's retention rules, each by itself (see `RetentionPolicy`). */
  readonly retentionMs: number | null;
  readonly retentionFailedMs: number | null;
  readonly retentionCount: number | null;
  readonly retentionBytes: number | null;
  /**
   * Most jobs of one group of the queue that are queued or run; null: 1. A group that has more, since the number was
   * lowered, gets none until enough of them ended; a raised one lets jobs in at once, in bounded steps.
   */
  readonly groupConcurrency: number | null;
  /**
   * `strict` or null: while a job waits for its retry or snooze, its group waits for it. `loose`: others of the
   * group go on, and it comes in at the end. Said of jobs that begin to wait from then on.
   */
  readonly groupOrder: GroupOrder | null;
  /** null: any number of starts. */
  readonly rate: StartRate | null;
  /**
   * The same for each group of the queue by itself. A job that has to wait for it is `blocked`, and a group that waits
   * holds up no other.
   */
  readonly groupRate: StartRate | null;
  /**
   * A job that waits in line gains a level of priority each such span; null: it does not. Since all age alike, a job goes
   * by when it came into the line less its priority times this, the lowest first; the same: as they came. It comes into
   * the line as it becomes `queued`, with a new place: not as it is handed back, lapses or was put aside. One that was
   * in line as the setting was made counts as if it had come then. Changes hold at once.
   */
  readonly priorityAgeingMs: number | null;
  /**
   * By what the queue's jobs are indexed for lists, in the order of {@link INDEX_FIELDS}, at least one; null: by nothing.
   * Jobs that are there when it is set are put in by `JobStore.index`, in bounded steps; one that it is no longer to
   * have is removed in the same way.
   */
  readonly index: readonly IndexField[] | null;
}

/** `created`: all jobs by when they were created; `type`, `tag`: the same of each type, of each tag. */
export const INDEX_FIELDS = ['created', 'type', 'tag'] as const;

export type IndexField = (typeof INDEX_FIELDS)[number];

/**
 * At most `limit` jobs (of a queue, or of each of its groups) start within any span of `perMs`, over all workers. A start counts whatever becomes
 * of it, also when it is handed back; a job that has to wait spends nothing.
 */
export interface StartRate {
  readonly limit: number;
  readonly perMs: number;
}

export const GROUP_ORDERS = ['strict', 'loose'] as const;

export type GroupOrder = (typeof GROUP_ORDERS)[number];
