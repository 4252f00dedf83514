import type { Attempt } from './attempt';
import { DeadlineSweep } from './deadline-sweep';
import { JobCancelledError, LeaseLostError } from './handler-errors';
import { MAX_BATCH, type JobStore } from './job-store';
import type { ExtendAnswer } from './settlement';
import { PeriodicLoop } from './periodic-loop';
import type { LoopPorts } from './store-trouble';

const PROGRESS_WITHIN_MS = 500;

/** A handler whose lease could not be renewed gets this long to stop before somebody else may start (ms). */
const MARGIN_MS = 1_000;

/** Heartbeats in one lease: two may get lost. */
const BEATS = 3;

/**
 * Keeps the leases of all attempts of a namespace, also of those that wait for a handler, brings their progress to the
 * store, and hears of cancellations on the way.
 *
 * When the store can't be reached, it asks handlers to stop a little before their lease ends by this
 * process's own clock: after that, another worker may run the job.
 */
export class LeaseKeeper extends PeriodicLoop {
  private readonly ends: DeadlineSweep<Attempt>;
  private readonly marginMs: number;
  private cancelProgress: (() => void) | null = null;

  constructor(
    private readonly store: JobStore,
    private readonly attempts: Iterable<Attempt>,
    private readonly leaseMs: number,
    ports: LoopPorts,
  ) {
    super(`extend (${store.namespace})`, leaseMs / BEATS, ports);
    this.marginMs = Math.min(MARGIN_MS, leaseMs / 4);
    this.ends = new DeadlineSweep(
      ports.clock,
      attempts,
      (attempt) =>
        attempt.state !== 'running' || attempt.lossTold ? Infinity : attempt.leaseEndsAt - this.marginMs,
      (attempt) => this.lose(attempt),
    );
  }

  /** To be called for each attempt that starts. */
  watch(attempt: Attempt): void {
    this.ends.watch(attempt.leaseEndsAt - this.marginMs);
  }

  /** An attempt has progress to store. */
  progressed(): void {
    this.cancelProgress ??= this.ports.clock.after(PROGRESS_WITHIN_MS, () => {
      this.cancelProgress = null;
      // An outage is the heartbeat's to tell; what was not stored goes with its next success.
      this.extend((attempt) => attempt.progress !== null).catch(() => undefined);
    });
  }

  async runOnce(): Promise<void> {
    await this.extend(() => true);
  }

  override stop(): void {
    super.stop();
    this.ends.stop();
    this.cancelProgress?.();
    this.cancelProgress = null;
  }

  /** Asks the attempt's handler to stop since somebody cancelled the job. */
  cancel(attempt: Attempt): void {
    if (hasLease(attempt) && attempt.abortReason === null) {
      attempt.abort(new JobCancelledError());
      this.ports.events.emit('cancelSignalled', { namespace: this.store.namespace, job: attempt.job });
    }
  }

  private async extend(wanted: (attempt: Attempt) => boolean): Promise<void> {
    const all = [...this.attempts].filter((attempt) => !attempt.leaseLost && wanted(attempt));
    for (let from = 0; from < all.length; from += MAX_BATCH) {
      await this.extendBatch(all.slice(from, from + MAX_BATCH));
    }
  }

  private async extendBatch(batch: readonly Attempt[]): Promise<void> {
    const sent = batch.map((attempt) => attempt.progress);
    const sentAt = this.ports.clock.monotonic();
    const answers = await this.store.extend(
      batch.map(({ job, progress }) => ({ id: job.id, token: job.token, leaseMs: this.leaseMs, progress })),
    );
    for (const [index, attempt] of batch.entries()) {
      const answer = answers[index];
      if (answer !== undefined) {
        this.answered(attempt, answer, sent[index] ?? null, sentAt);
      }
    }
  }

  private answered(attempt: Attempt, answer: ExtendAnswer, sent: string | null, sentAt: number): void {
    if (answer.result === 'ok') {
      attempt.leaseEndsAt = Math.max(attempt.leaseEndsAt, sentAt + this.leaseMs);
      if (attempt.progress === sent) {
        attempt.progress = null;
      }
      if (answer.cancelRequested) {
        this.cancel(attempt);
      }
    } else if (hasLease(attempt)) {
      // Not so while it settles: then its own settlement may have ended the lease, and will say so.
      attempt.leaseLost = true;
      this.lose(attempt);
    }
  }

  private lose(attempt: Attempt): void {
    if (!hasLease(attempt) || attempt.lossTold) {
      return;
    }
    attempt.lossTold = true;
    attempt.abort(new LeaseLostError());
    this.ports.events.emit('leaseLost', { namespace: this.store.namespace, job: attempt.job });
  }
}

/** One that settles gives its lease back by that, and says so. */
function hasLease({ state }: Attempt): boolean {
  return state === 'waiting' || state === 'running';
}
