import type { Backoff } from './backoff';
import type { Dedup } from './dedup';
import type { DependencyPolicy } from './dependency';
import type { FailureInjection } from './failure-injection';
import type { JobState } from './states';

/** Lowest and highest priority of a job; a higher one starts first. */
export const PRIORITY_RANGE = { min: -100, max: 100, default: 0 } as const;

export const MAX_RETRIES_RANGE = { min: 0, max: 100, default: 3 } as const;

/** Lost leases before a job fails. 0 and 1 both mean that the first lost lease ends it. */
export const MAX_LAPSES_RANGE = { min: 0, max: 100, default: 3 } as const;

/** A handler may ask for "later" this often; the next time the job fails with `snooze_limit`. */
export const MAX_SNOOZES = 1000;

/** One attempt is cut off after this long unless the job says otherwise (ms). */
export const DEFAULT_TIMEOUT_MS = 30 * 60_000;

/** Longest delay, time to live or timeout that a job may ask for (ms): ten years. */
export const MAX_DURATION_MS = 10 * 365 * 86_400_000;

/** Attempt records that a job keeps: the first one and the last nine. */
export const KEPT_LAST_ATTEMPTS = 9;

export const DEFAULT_QUEUE = 'default';
export const DEFAULT_TYPE = 'simulate';
/** Where the jobs are that tell of the ends of others. */
export const CALLBACK_QUEUE = 'sluice.callbacks';
export const CALLBACK_TYPE = 'http';

export const DEFAULT_NAMESPACE = 'default';

/** What the sender chose about a job and what never changes afterwards. */
export interface JobSpec {
  /** Unique in its namespace, over all queues. */
  readonly id: string;
  readonly queue: string;
  /** Names the handler. */
  readonly type: string;
  /** JSON text, opaque to the store: what goes in comes out. */
  readonly payload: string;
  readonly priority: number;
  readonly maxRetries: number;
  readonly maxLapses: number;
  /** null: the service's default backoff. */
  readonly backoff: Backoff | null;
  /** Longest time for one attempt (ms); null: {@link DEFAULT_TIMEOUT_MS}. */
  readonly timeoutMs: number | null;
  readonly tags: readonly string[];
  readonly failureInjection: FailureInjection | null;
  /** Is told of the job's end; null: nobody is. */
  readonly callbackUrl: string | null;
  /** W3C trace context of the sender, passed on to the handler. */
  readonly traceparent: string | null;
}

/** A job on its way into a store. */
export interface NewJob extends JobSpec {
  /** Start no earlier than this long after acceptance, by the store's clock (ms). */
  readonly delayMs: number | null;
  /** Start no earlier than this moment (epoch ms). At most one of `delayMs` and `runAt` is set. */
  readonly runAt: number | null;
  /** If not started this long after acceptance, the job fails with `expired` (ms). */
  readonly ttlMs: number | null;
  /** If not started at this moment, the job fails with `expired` (epoch ms). */
  readonly expiresAt: number | null;
  /** At most one job at a time holds this key; null: it asks for none. */
  readonly dedup: Dedup | null;
  /** Ids of the jobs that it waits for, each once: at most MAX_DEPENDENCIES. */
  readonly dependsOn: readonly string[];
  readonly onDependencyFailure: DependencyPolicy;
  /**
   * Jobs of one group of a queue run in the order in which they came, at most the queue's `groupConcurrency` at
   * once; null: it is in none.
   */
  readonly group: string | null;
  /**
   * Its sender hears that it was taken once it is replicated. Not kept with the job, and nothing to the store itself:
   * see ReplicatedStores.
   */
  readonly replicated?: boolean;
  /**
   * Fingerprint of everything that the sender sent but the id, defaults applied ({@link CONTENT_HASH_LENGTH}
   * characters). Tells a repeated request (`duplicate`) from another job under a used id (`conflict`).
   * null for an id that the service made, which nobody can send again.
   */
  readonly contentHash: string | null;
}

export const CONTENT_HASH_LENGTH = 11;

/** Why an attempt or a job failed. Bounded: see {@link boundedError}. */
export interface JobError {
  /** Stable and machine-readable, for example `error`, `timeout`, `expired`, `lease_lapsed`. */
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

export type AttemptOutcome = 'completed' | 'failed' | 'snoozed' | 'lapsed' | 'cancelled';

/** One finished run of a job. */
export interface AttemptRecord {
  /** 1 for the first start. */
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  /** Epoch ms by the store's clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Id of the worker process that held the lease. */
  readonly worker: string;
  /** Error code where there is one. */
  readonly code: string | null;
}

/** A job as the store knows it. Times are epoch ms by the store's clock. */
export interface JobRecord extends JobSpec {
  readonly state: JobState;
  readonly createdAt: number;
  /** When the job entered its present state (for `in_progress`: when the attempt started). */
  readonly updatedAt: number;
  /** Not started before this: only in `scheduled`. */
  readonly dueAt: number | null;
  readonly expiresAt: number | null;
  /** Only in `in_progress`. */
  readonly leaseExpiresAt: number | null;
  /** The process that runs the job now, only in `in_progress`. */
  readonly worker: string | null;
  readonly cancelRequested: boolean;
  /** Starts, without those whose lease was handed back. */
  readonly attemptCount: number;
  /** Retries scheduled after failures. */
  readonly retries: number;
  /** Lost leases. */
  readonly lapses: number;
  readonly snoozes: number;
  /** Finished attempts, oldest first: the first one and the last {@link KEPT_LAST_ATTEMPTS}. */
  readonly attempts: readonly AttemptRecord[];
  /** The latest finished attempt. */
  readonly lastAttempt: AttemptRecord | null;
  /** JSON text, once completed. */
  readonly result: string | null;
  /** The last failure. */
  readonly error: JobError | null;
  /** JSON text, as the handler last reported it. */
  readonly progress: string | null;
  readonly payloadBytes: number;
  /** Lines that its handlers wrote to its log, kept or not. */
  readonly logLines: number;
  /** The key that it asked for; it may have let go of it. */
  readonly dedup: Dedup | null;
  /** The job of queue {@link CALLBACK_QUEUE} that tells of its latest end; null: there was none to tell. */
  readonly callbackJobId: string | null;
  /** What a failure among its dependencies does; null: it has none. */
  readonly onDependencyFailure: DependencyPolicy | null;
  /** In `blocked` since it waits for its dependencies, not for a worker or a place in its group. */
  readonly awaitsDependencies: boolean;
  readonly group: string | null;
}

/** A job in a listing: everything but payload, result, progress and attempts. */
export type JobSummary = Omit<JobRecord, 'payload' | 'result' | 'progress' | 'attempts'>;

/** A job handed to a worker, with the right to run one attempt of it. */
export interface ClaimedJob extends JobSpec {
  /** Names this attempt; every write about it must present it. */
  readonly token: string;
  /** Number of this start, counting from 1. */
  readonly attempt: number;
  /** Retries scheduled so far. */
  readonly retries: number;
  readonly lapses: number;
  readonly snoozes: number;
  /** A number that is larger for every later attempt of any job: for fencing writes elsewhere. */
  readonly fence: number;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly leaseExpiresAt: number;
}
