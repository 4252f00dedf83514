import type { Connection } from '../connection';
import type { ApiSchemas } from '../types';
import { slices } from './slices';
import type { RunningJob } from './running-job';

export interface LeaseKeeperOptions {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

export interface LeaseKeeperSink {
  /** Somebody cancelled it. */
  cancelled(job: RunningJob): void;
  /** Its lease is gone, or is about to end unrenewed. */
  lost(job: RunningJob): void;
  /** It ran for too long. */
  timedOut(job: RunningJob): void;
  failed(error: unknown): void;
}

type Extended = ApiSchemas['ExtendedManyDto'];

/** Most jobs of one call. */
const MOST_ENTRIES = 100;

/** After a heartbeat that failed, and with progress to tell, the next one comes this soon (ms). */
const SOON_MS = 1_000;

/** A worker that cannot renew stops its handlers this long before their leases end by its own clock (ms). */
const MARGIN_MS = 1_000;

/** The longest that a timer can take (ms). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Renews the leases of all running jobs in one rhythm, tells of their progress, hears of cancellations, and sees when a
 * job's time is over.
 */
export class LeaseKeeper {
  private timer: NodeJS.Timeout | null = null;
  private nextBeat = 0;
  private stopped = false;

  /** @param jobs those that run; the set lives. */
  constructor(
    private readonly connection: Connection,
    private readonly jobs: ReadonlySet<RunningJob>,
    private readonly options: LeaseKeeperOptions,
    private readonly sink: LeaseKeeperSink,
  ) {}

  /** There is a job that was not there, or progress to tell. */
  look(): void {
    const now = performance.now();
    if (this.jobs.size > 0 && this.nextBeat < now && this.timer === null) {
      this.nextBeat = now + this.options.heartbeatMs;
    }
    if ([...this.jobs].some(({ progress }) => progress !== null)) {
      this.nextBeat = Math.min(this.nextBeat, now + SOON_MS);
    }
    this.arm();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) {
      clearTimeout(this.timer);
    }
  }

  private get marginMs(): number {
    return Math.min(MARGIN_MS, this.options.leaseMs / 4);
  }

  private arm(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
    if (this.stopped || this.jobs.size === 0) {
      return;
    }
    let due = this.nextBeat;
    for (const job of this.jobs) {
      due = Math.min(due, this.endOf(job));
    }
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(0, due - performance.now()));
    this.timer = setTimeout(() => this.tick(), Math.ceil(wait));
  }

  /** When something is to be done about a job that is not renewed. */
  private endOf({ state, limitAt, leaseEndsAt }: RunningJob): number {
    const leaseEnd = leaseEndsAt - this.marginMs;
    return state === 'running' ? Math.min(limitAt, leaseEnd) : Infinity;
  }

  private tick(): void {
    this.timer = null;
    const now = performance.now();
    for (const job of [...this.jobs]) {
      if (job.state === 'running' && job.limitAt <= now) {
        this.sink.timedOut(job);
      } else if (this.endOf(job) <= now) {
        this.sink.lost(job);
      }
    }
    if (this.nextBeat <= now) {
      this.nextBeat = now + this.options.heartbeatMs;
      for (const some of slices([...this.jobs], MOST_ENTRIES)) {
        void this.beat(some);
      }
    }
    this.arm();
  }

  private async beat(jobs: readonly RunningJob[]): Promise<void> {
    const told = jobs.map(({ progress }) => progress);
    const sentAt = performance.now();
    try {
      const { results } = await this.connection.call<Extended>({
        ...{ method: 'POST', path: '/leases/extend', repeat: 'once', retry: this.connection.onlyOnce },
        text: `{"jobs":[${jobs.map((job, index) => entry(job, told[index] ?? null)).join(',')}]}`,
        // A connection that hangs must not cost the leases: the next beat tries another one.
        answerMs: Math.max(SOON_MS, this.options.leaseMs / 4),
      });
      for (const [index, job] of jobs.entries()) {
        const answer = results[index];
        if (answer !== undefined) {
          this.heard(job, answer, sentAt, told[index] ?? null);
        }
      }
    } catch (error) {
      this.nextBeat = Math.min(
        this.nextBeat,
        performance.now() + Math.min(SOON_MS, this.options.heartbeatMs),
      );
      this.sink.failed(error);
    }
    this.arm();
  }

  private heard(
    job: RunningJob,
    answer: Extended['results'][number],
    sentAt: number,
    told: string | null,
  ): void {
    if (answer.outcome === 'ok') {
      job.leaseEndsAt = Math.max(job.leaseEndsAt, sentAt + answer.lease_ms);
      if (job.progress === told) {
        job.progress = null;
      }
      if (answer.cancel_requested && job.state === 'running') {
        this.sink.cancelled(job);
      }
    } else if (job.state === 'running') {
      // What is settled meanwhile hears of it by the answer to that.
      this.sink.lost(job);
    }
  }
}

function entry({ job }: RunningJob, progress: string | null): string {
  const lease = JSON.stringify({ job_id: job.id, lease_token: job.lease_token });
  return progress === null ? lease : `${lease.slice(0, -1)},"progress":${progress}}`;
}
