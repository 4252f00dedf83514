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
}

export interface Retention {
  readonly ms: number | null;
  readonly failed_ms: number | null;
  readonly count: number | null;
  readonly bytes: number | null;
}

export interface Limits {
  readonly max_depth: number | null;
  readonly max_bytes: number | null;
  readonly max_age_ms: number | null;
  readonly overflow: string | null;
  readonly concurrency: number | null;
  readonly group_concurrency: number | null;
  readonly group_order: string | null;
  readonly rate: { readonly limit: number; readonly per_ms: number } | null;
  readonly retention: Retention;
}

export interface Queue {
  readonly name: string;
  readonly paused: boolean;
  readonly paused_at: string | null;
  readonly settings: Limits;
  readonly limits: Limits;
  readonly depth: number;
  readonly states: States;
  readonly oldest_queued_at: string | null;
  readonly bytes: number;
  readonly kept_bytes: number;
  readonly counters: Counters;
}

export interface QueuePage {
  readonly queues: readonly Queue[];
  readonly next_page_token: string | null;
  readonly total?: number | null;
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
