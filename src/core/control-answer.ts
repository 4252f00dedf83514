import type { FinalState, JobState } from './states';

export type CancelAnswer =
  | { readonly result: 'cancelled' | 'cancel_requested' }
  | { readonly result: 'wrong_state'; readonly state: FinalState }
  | { readonly result: 'not_found' };

export type RedriveAnswer =
  /** `blocked`: its group is full. */
  | { readonly result: 'queued' | 'blocked' }
  | { readonly result: 'wrong_state'; readonly state: JobState }
  | { readonly result: 'not_found' };

/** Null: as it is. */
export interface Rescheduling {
  /** Its place among those of the new priority is by when it came. */
  readonly priority: number | null;
  /** From now by the store's clock (ms). */
  readonly delayMs: number | null;
  /** Epoch ms; only without `delayMs`. */
  readonly runAt: number | null;
}

export type RescheduleAnswer =
  { readonly result: 'ok' | 'wrong_state'; readonly state: JobState } | { readonly result: 'not_found' };
