/** All that a run leaves behind to judge it by. Times are of the machine's monotonic clock (ms). */
export interface Evidence {
  readonly sent: ReadonlyMap<string, SentJob>;
  readonly executions: readonly Execution[];
  readonly processes: ReadonlyMap<string, ProcessLife>;
  /** Every job that is stored in the end. */
  readonly stored: ReadonlyMap<string, StoredJob>;
  /** What the service counted. */
  readonly counters: Counters;
  readonly terms: Terms;
}

export interface Counters {
  readonly processed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly retried: number;
  readonly lapsed: number;
  readonly released: number;
}

/** What this run may be held to. */
export interface Terms {
  /** Most starts of a queue within any span of so many ms; null: no queue has a rate. */
  readonly rate: { readonly queue: string; readonly limit: number; readonly perMs: number } | null;
  /** The queue whose jobs give way to others; null: none does. */
  readonly overflowing: string | null;
  readonly leaseMs: number;
  /** No fault of the plan excuses a second run: no lapses, no failures, no releases. */
  readonly onceOnly: boolean;
  /** Outcomes may have been removed before their time, to free memory. */
  readonly memoryWasShort: boolean;
  /**
   * When Redis was killed, where it may lose what it acknowledged within {@link LOSS_WINDOW_MS} before
   * (`appendfsync everysec`); null where it may lose nothing.
   */
  readonly lossyKills: readonly number[] | null;
}

/** Redis documents about a second; a flush that hangs on a slow disk is waited for one second more. */
export const LOSS_WINDOW_MS = 2_000;

/** What a job has to do with others, as it was sent. */
export interface Ties {
  /** Its group in the queue `grouped`: in strict order, one at a time. */
  readonly group?: string;
  /** The dedup key that it asks for, until it is finished. */
  readonly key?: string;
  /** It fails unless this one completes. */
  readonly dependsOn?: string;
  /** What it leaves behind. */
  readonly followUps?: readonly string[];
  /** It is such a job: its parent. */
  readonly parent?: string;
}

/** What the client knows of a job. */
export interface SentJob {
  readonly id: string;
  /** Before the first try. */
  readonly sentAt: number;
  readonly ties: Ties;
  /** It was told that there is no such job as this one depends on. */
  readonly unknownDependency: boolean;
  /** When the first answer said that it is stored; null: none ever did, so it may be or not. */
  readonly ackedAt: number | null;
  /** Sent with no retries and no lapses allowed: only a run that was handed back may be followed by another. */
  readonly atMostOnce: boolean;
  /** It asked to cancel the job, whatever the answer was. */
  readonly cancelAsked: boolean;
  /** When it was told that the job is cancelled for good; null: it was not. */
  readonly cancelledAt: number | null;
}

/** One run of a job by a handler. */
export interface Execution {
  readonly id: string;
  readonly token: string;
  readonly worker: string;
  readonly attempt: number;
  readonly startedAt: number;
  /** null: its process ended first. */
  readonly endedAt: number | null;
  readonly how: 'returned' | 'threw' | 'aborted' | null;
  readonly abortedAt: number | null;
  readonly abortReason: string | null;
}

export interface ProcessLife {
  readonly name: string;
  readonly pid: number;
  /** null: it still runs. */
  readonly endedAt: number | null;
  readonly pauses: readonly Pause[];
}

/** The process stood still from after SIGSTOP was sent until before SIGCONT was. */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** What the service says of a job in the end. */
export interface StoredJob {
  readonly id: string;
  readonly queue: string;
  readonly status: string;
  readonly attempt_count: number;
  readonly retries: number;
  readonly lapses: number;
  readonly snoozes: number;
  /** `worker` ends with the process's pid. */
  readonly attempts: readonly {
    readonly attempt: number;
    readonly outcome: string;
    readonly worker: string;
    /** By Redis's clock. */
    readonly started_at: string;
  }[];
  readonly error: { readonly code: string } | null;
}
