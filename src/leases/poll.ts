import type { ClaimedJob } from '../core/job';
import type { QueueSelection } from '../core/claim';

/** What a remote worker asks for. */
export interface PollRequest {
  /** Its name, and the id that goes with it. */
  readonly worker: { readonly id: string; readonly name: string };
  readonly queues: QueueSelection;
  /** In the order of their names. */
  readonly types: readonly string[];
  readonly maxJobs: number;
  readonly leaseMs: number;
  /** How long to wait for the first job (ms). */
  readonly waitMs: number;
  /** What the worker calls this request, to end it early; null if it never will. */
  readonly poll: string | null;
}

/**
 * One request for jobs that is being served.
 *
 * States: `waiting` (in line) ↔ `claiming` (a claim for it is in flight) → `ended` (answered, failed, or its
 * client has left). One whose time is over ends at once, or with what the claim in flight brings.
 */
export class Poll {
  /** A claim for it is in flight. */
  claiming = false;
  /** Grows with the order of arrival in its line. */
  place = 0;
  private over = false;
  private done = false;
  /** Resolves once it has ended; rejects with what {@link fail} was given. */
  readonly jobs: Promise<readonly ClaimedJob[]>;
  private resolve: (jobs: readonly ClaimedJob[]) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(readonly request: PollRequest) {
    this.jobs = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  get ended(): boolean {
    return this.done;
  }

  /** Does not wait for more: its time is up, or the service drains. */
  get expired(): boolean {
    return this.over;
  }

  /** @returns false if nobody takes the jobs any more. */
  give(jobs: readonly ClaimedJob[]): boolean {
    if (this.done) {
      return false;
    }
    this.done = true;
    this.resolve(jobs);
    return true;
  }

  fail(error: unknown): void {
    if (!this.done) {
      this.done = true;
      this.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Its time is up. */
  expire(): void {
    this.over = true;
    if (!this.claiming) {
      this.give([]);
    }
  }

  /** The client has left: what a claim in flight brings is not for it. */
  abandon(): void {
    this.over = true;
    this.give([]);
  }
}
