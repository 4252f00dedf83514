/** What a worker runs. */
export interface RunningJob {
  readonly id: string;
  readonly type: string;
  readonly queue: string;
  readonly attempt: number;
  readonly started_at: string;
  readonly lease_expires_at: string | null;
  readonly cancel_requested: boolean;
}

/** `GET /workers?view=full` */
export interface Worker {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly version: string;
  readonly state: 'running' | 'draining' | 'lost';
  readonly slots: number;
  readonly running: number;
  readonly queues: '*' | readonly { readonly queue: string; readonly weight: number }[];
  readonly types: readonly string[];
  readonly last_seen_at: string;
  readonly deadline_at: string | null;
  readonly running_jobs?: readonly RunningJob[];
}

export interface WorkerList {
  readonly workers: readonly Worker[];
  readonly running_jobs_complete?: boolean;
}
