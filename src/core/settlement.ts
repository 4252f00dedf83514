import type { JobError } from './job';
import type { JobState } from './states';

/** The right to write about one attempt. */
export interface Lease {
  readonly id: string;
  readonly token: string;
}

export interface Completion extends Lease {
  /** The job's queue, as the claim named it. Left out: it is looked up. */
  readonly queue?: string;
  /** JSON text. null: the handler returned nothing. */
  readonly result: string | null;
  /** Why the result is missing although there was one (too large, not JSON); recorded as the job's error. */
  readonly resultError: JobError | null;
}

export interface Failure extends Lease {
  readonly error: JobError;
  /** Wait before the retry, jitter included (ms); null: do not retry. */
  readonly retryInMs: number | null;
}

export interface Snooze extends Lease {
  readonly delayMs: number;
}

export interface Extension extends Lease {
  readonly leaseMs: number;
  /** JSON text, at most {@link MAX_PROGRESS_BYTES}; null: no news. */
  readonly progress: string | null;
  /**
   * The lease never goes beyond this moment (epoch ms), and is not renewed from then on: the answer is `lost`.
   * A settlement is still taken while nobody else has the job. Left out: no limit.
   */
  readonly until?: number;
}

export const MAX_PROGRESS_BYTES = 512;

/**
 * - `ok`: recorded.
 * - `already`: an attempt record with this token exists; nothing is counted twice.
 * - `lost`: the job runs under another lease, or under none.
 * - `gone`: there is no such job (any more). After a resend: unknown, not lost.
 */
export type SettleResult = 'ok' | 'already' | 'lost' | 'gone';

export interface SettleAnswer {
  readonly result: SettleResult;
  /** Where the job went, with `ok`. */
  readonly state: JobState | null;
}

export type FollowAnswer =
  | SettleAnswer
  /** The follow-up's id is another job's, or it depends on a job that is not there: `id` is that job's. */
  | { readonly result: 'refused'; readonly reason: 'id_taken' | 'unknown_dependency'; readonly id: string };

export interface ExtendAnswer {
  readonly result: 'ok' | 'lost' | 'gone';
  readonly cancelRequested: boolean;
}
