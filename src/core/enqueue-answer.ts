import type { JobState } from './states';

export interface EnqueueLimits {
  /** Most waiting jobs in a queue, and most payload bytes of them; a queue's own settings win. */
  readonly maxDepth: number;
  readonly maxBytes: number;
  /**
   * The same over all queues of the namespace but the service's own (`sluice.…`), for jobs that come from outside to
   * others; null or left out: no limit. No queue makes room for it.
   */
  readonly namespaceMaxDepth?: number | null;
  readonly namespaceMaxBytes?: number | null;
  /** Accepted jobs a second for the namespace; 0: no limit. */
  readonly ratePerSecond: number;
  /** How many may come at once. */
  readonly rateBurst: number;
}

export type EnqueueAnswer =
  | { readonly outcome: 'created'; readonly state: JobState }
  /** The same job was sent before: `state` is where it is now, `queue` where it went. */
  | {
      readonly outcome: 'duplicate';
      readonly state: JobState;
      readonly queue: string;
      /** Id of the job that all this is about, where it is another: it holds the dedup key. */
      readonly holder?: string;
    }
  /** Of the dependencies these are not there (numbers in the list, from 0; the first twenty). Nothing was stored. */
  | { readonly outcome: 'unknown_dependency'; readonly indexes: readonly number[] }
  /** The id belongs to another job. */
  | { readonly outcome: 'conflict'; readonly state: JobState; readonly queue: string }
  /** `retryAfterMs`: when room is to be expected, by the rate at which the queue was drained lately. */
  | { readonly outcome: 'queue_full'; readonly limit: QueueLimit; readonly retryAfterMs: number }
  /** The namespace as a whole holds as much as it may. */
  | { readonly outcome: 'namespace_full'; readonly limit: NamespaceLimit; readonly retryAfterMs: number }
  | { readonly outcome: 'rate_limited'; readonly retryAfterMs: number };

/** With `stored`, each job is `created` or a `duplicate`. `index` counts from 0. */
export type EnqueueAllAnswer =
  | { readonly outcome: 'stored'; readonly answers: readonly EnqueueAnswer[] }
  | { readonly outcome: 'refused'; readonly index: number; readonly answer: EnqueueAnswer };

/**
 * Why a queue is full: the number of waiting jobs, their bytes, or that the first in line of a priority waits
 * there for too long.
 */
export type QueueLimit = 'depth' | 'bytes' | 'age';

export type NamespaceLimit = 'depth' | 'bytes';
