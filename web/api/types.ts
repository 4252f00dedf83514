/** What is used of the API's answers (docs: /openapi.json). Optional: not every release has it. */

export const STATES = [
  'scheduled',
  'blocked',
  'queued',
  'in_progress',
  'completed',
  'failed',
  'cancelled',
] as const;
export type State = (typeof STATES)[number];

export type States = Readonly<Record<State, number>>;

export interface Counters {
  readonly enqueued: number;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly retried: number;
}

/** The event `stats` of `GET /events`. */
export interface Stats {
  readonly states: States;
  readonly counters: Counters;
}

export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** `GET /metrics` */
export interface Metrics {
  readonly processed: number;
  readonly failed: number;
  readonly enqueued: number;
  readonly in_progress: number;
  readonly queue_depth: number;
  readonly states: States;
  readonly workers: number;
  readonly slots: number;
  readonly as_of: string;
  readonly wait_ms?: Percentiles | null;
  readonly run_ms?: Percentiles | null;
}

export type Column = readonly (number | null)[];

/** `GET /metrics/history` */
export interface History {
  readonly step_ms: number;
  readonly points: number;
  readonly from: string;
  readonly to: string;
  readonly increments: Readonly<Record<string, Column>>;
  readonly states: Readonly<Record<string, Column>>;
  readonly wait_ms?: Readonly<Record<string, Column>>;
  readonly run_ms?: Readonly<Record<string, Column>>;
}

export interface Retention {
  readonly ms: number | null;
  readonly failed_ms: number | null;
  readonly count: number | null;
  readonly bytes: number | null;
}

export interface StartRate {
  readonly limit: number;
  readonly per_ms: number;
}

export interface Limits {
  readonly max_depth: number | null;
  readonly max_bytes: number | null;
  readonly max_age_ms: number | null;
  readonly overflow: string | null;
  readonly concurrency: number | null;
  readonly group_concurrency: number | null;
  readonly group_order: string | null;
  readonly rate: StartRate | null;
  readonly group_rate: StartRate | null;
  readonly priority_ageing_ms: number | null;
  readonly retention: Retention;
  readonly index: readonly string[] | null;
}

export interface Queue {
  readonly name: string;
  readonly paused: boolean;
  readonly paused_at: string | null;
  /** Not told by an earlier release. */
  readonly paused_by?: string | null;
  readonly settings: Limits;
  readonly limits: Limits;
  readonly depth: number;
  readonly states: States;
  readonly oldest_queued_at: string | null;
  readonly bytes: number;
  readonly kept_bytes: number;
  readonly counters: Counters;
}

/** `GET /queues/{queue}`; an earlier release does not tell these. */
export interface QueueDetails extends Queue {
  readonly wait_ms?: Percentiles;
  readonly run_ms?: Percentiles;
  readonly errors?: readonly { readonly code: string | null; readonly count: number }[];
}

export interface QueuePage {
  readonly queues: readonly Queue[];
  readonly next_page_token: string | null;
  readonly total?: number | null;
  readonly truncated?: boolean;
}

export interface StoreCheck {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'unfit' | 'unknown';
  readonly detail: string;
}

/** `GET /info` */
export interface Info {
  readonly version: string;
  readonly replica: string;
  readonly phase: string;
  readonly store: {
    readonly used_memory_bytes: number | null;
    readonly max_memory_bytes: number | null;
    readonly checks: readonly StoreCheck[];
  } | null;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

/** A row of `GET /jobs` */
export interface JobSummary {
  readonly id: string;
  readonly queue: string;
  readonly type: string;
  readonly status: State;
  readonly priority: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly due_at: string | null;
  readonly expires_at: string | null;
  readonly lease_expires_at: string | null;
  readonly worker: string | null;
  readonly cancel_requested: boolean;
  readonly attempt_count: number;
  readonly retries: number;
  readonly max_retries: number;
  readonly lapses: number;
  readonly tags: readonly string[];
  readonly group: string | null;
  readonly traceparent: string | null;
  readonly payload_bytes: number;
  readonly callback_url: string | null;
  readonly callback_job_id: string | null;
  readonly error: JobError | null;
}

export interface JobPage {
  readonly jobs: readonly JobSummary[];
  readonly next_page_token: string | null;
  readonly scanned: number;
}

export interface Attempt {
  readonly attempt: number;
  readonly outcome: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly worker: string;
  readonly error_code: string | null;
}

export interface Dependency {
  readonly id: string;
  readonly status: State | null;
  readonly outcome: string | null;
}

/** `GET /jobs/{id}` */
export interface Job extends JobSummary {
  readonly depends_on: readonly Dependency[];
  readonly attempts: readonly Attempt[];
  readonly result: unknown;
  readonly progress: unknown;
  readonly timeout_ms: number;
  readonly dedup: { readonly key: string; readonly until: string } | null;
}

export interface Reason {
  readonly code: string;
  readonly detail: string;
  readonly queue?: string;
  readonly held_by?: readonly string[];
  readonly waits_for?: readonly Dependency[];
}

/** `GET /jobs/{id}/explain` */
export interface Explanation {
  readonly summary: string;
  readonly status: State;
  readonly reasons: readonly Reason[];
  readonly estimated_start_at: string | null;
}

/** `POST /jobs/retry` and the like with a filter */
export interface SweepReport {
  readonly matched: number;
  readonly changed: number;
  readonly skipped: number;
  readonly scanned: number;
  readonly next_page_token: string | null;
}

/** The same with ids */
export interface JobOutcomes {
  readonly changed: number;
  readonly results: readonly {
    readonly job_id: string;
    readonly outcome: string;
    readonly status: State | null;
  }[];
}

/** `GET /jobs/{id}/logs` */
export interface JobLog {
  readonly lines: readonly {
    readonly number: number;
    readonly at: string;
    readonly attempt: number;
    readonly line: string;
  }[];
  readonly total: number;
  readonly dropped: number;
  readonly next_page_token: string | null;
}
