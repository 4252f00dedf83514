import type { State } from './types';

/** A row of `GET /schedules` */
export interface Schedule {
  readonly name: string;
  readonly state: 'active' | 'paused' | 'ended';
  readonly cron: string | null;
  readonly time_zone: string | null;
  readonly every_ms: number | null;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly overlap: string | null;
  readonly catch_up: number | null;
  readonly paused_at: string | null;
  readonly next_times: readonly string[];
  readonly last_run: {
    readonly job_id: string;
    readonly slot_at: string | null;
    readonly enqueued_at: string;
    readonly status: State | null;
  } | null;
  readonly last_skip: { readonly slot_at: string; readonly reason: string } | null;
  readonly held: { readonly slot_at: string; readonly since: string; readonly reason: string } | null;
  readonly job: { readonly type?: string; readonly queue?: string };
}

export interface SchedulePage {
  readonly schedules: readonly Schedule[];
  readonly next_page_token: string | null;
}
