import type { ClaimedJob } from './job';

/**
 * All queues by turn, or named ones with weights: each has a share of the claim by its weight, and what an unready one
 * leaves goes to the others in the order given. Weight 0: no share, only what is left; where all have weight 0 the order
 * is strict, a queue is served when those before it have nothing ready.
 */
export type QueueSelection = '*' | readonly { readonly queue: string; readonly weight: number }[];

export interface ClaimRequest {
  /** New for each claim; becomes the token of all its jobs. {@link TOKEN_LENGTH} characters: the worker's id, then a count. */
  readonly nonce: string;
  /**
   * Which of the worker's claims that may be in flight together this is (0 to 9). A resend uses the lane of
   * the first try; a lane's next claim forgets the one before.
   */
  readonly lane: number;
  readonly types: readonly string[];
  readonly queues: QueueSelection;
  readonly max: number;
  readonly leaseMs: number;
}

export const WORKER_ID_LENGTH = 8;
export const TOKEN_LENGTH = 14;

export interface ClaimAnswer {
  readonly jobs: ClaimedJob[];
  /** Until something falls due that a claim would serve (ms), 0 for now, null for nothing. */
  readonly nextAlarmMs: number | null;
}
