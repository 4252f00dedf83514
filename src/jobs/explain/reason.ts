import type { JobError } from '../../core/job';

/** Why a job is not done yet, or what became of it. Stable: clients decide by these. */
export const REASON_CODES = [
  'queue_paused',
  'queue_at_concurrency',
  'namespace_at_concurrency',
  'rate_limited',
  'jobs_ahead',
  'group_full',
  'group_rate',
  'no_worker_alive',
  'no_worker_for_queue',
  'no_worker_for_type',
  'workers_busy',
  'about_to_start',
  'scheduled_delay',
  'scheduled_retry',
  'scheduled_snooze',
  'waits_for_jobs',
  'blocked',
  'running',
  'lease_lapsed',
  'cancel_requested',
  'completed',
  'failed',
  'cancelled',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

/** One reason, in words and in fields (which depend on the code). Times are epoch ms. */
export interface Reason {
  readonly code: ReasonCode;
  /** A clause that can stand after "because". */
  readonly detail: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function reason(
  code: ReasonCode,
  detail: string,
  fields: Readonly<Record<string, unknown>> = {},
): Reason {
  return { code, detail, fields };
}

/** A span for people: `850 ms`, `4.2 s`, `12 min`, `3 h`, `2 days`. */
export function span(ms: number): string {
  const units = [
    [2 * 86_400_000, 86_400_000, 'days'],
    [2 * 3_600_000, 3_600_000, 'h'],
    [2 * 60_000, 60_000, 'min'],
  ] as const;
  const unit = units.find(([from]) => ms >= from);
  if (unit !== undefined) {
    return `${Math.round(ms / unit[1])} ${unit[2]}`;
  }
  return ms < 1_000 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** One of a thing, or several. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

export function time(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}

/** An error without its stack. */
export function errorFields(error: JobError | null): Readonly<Record<string, string>> | null {
  return error === null ? null : { code: error.code, message: error.message };
}
