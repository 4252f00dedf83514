import type { ClaimedJob, JobRecord, NewJob } from '../../src/core/job';
import type { ClaimRequest } from '../../src/core/claim';
import type { EnqueueAnswer, EnqueueLimits } from '../../src/core/enqueue-answer';
import type { JobStore } from '../../src/core/job-store';
import type { Lease } from '../../src/core/settlement';
import type { RetentionPolicy } from '../../src/core/retention';
import type { ScheduleStore } from '../../src/core/schedule-store';
import type { JobState } from '../../src/core/states';
import { claimRequest, newJob, NO_LIMITS, nonceOf } from '../support/job-builder';

/** A store under test: a fresh namespace, and its time in the test's hand. */
export interface StoreOnClock {
  readonly store: JobStore;
  readonly schedules: ScheduleStore;
  now(): number;
  advance(ms: number): Promise<void>;
}

/** Gives each rule a namespace of its own, with these retention rules, and so many jobs at once (null: any number). */
export type OpenStore = (retention: RetentionPolicy, concurrency: number | null) => Promise<StoreOnClock>;

/** One rule of the port: `check` rejects if the store does not keep it. */
export interface Rule {
  readonly name: string;
  readonly check: (bed: Bed) => Promise<void>;
  readonly retention?: Partial<RetentionPolicy>;
  /** Most jobs of the namespace at once. */
  readonly concurrency?: number;
}

export const RETENTION: RetentionPolicy = { ms: 60_000, failedMs: 600_000, count: 1_000, bytes: 100_000_000 };

export async function checkRule(rule: Rule, open: OpenStore): Promise<void> {
  await rule.check(new Bed(await open({ ...RETENTION, ...rule.retention }, rule.concurrency ?? null)));
}

/** Short words for what most rules do. Claims that a rule does not number get a nonce of their own. */
export class Bed {
  readonly store: JobStore;
  readonly schedules: ScheduleStore;
  private claims = 0;

  constructor(private readonly onClock: StoreOnClock) {
    this.store = onClock.store;
    this.schedules = onClock.schedules;
  }

  now(): number {
    return this.onClock.now();
  }

  advance(ms: number): Promise<void> {
    return this.onClock.advance(ms);
  }

  enqueue(jobs: readonly NewJob[], limits: Partial<EnqueueLimits> = {}): Promise<EnqueueAnswer[]> {
    return this.store.enqueue(jobs, { ...NO_LIMITS, ...limits });
  }

  /** Enqueues one job that must be accepted. */
  async add(id: string, chosen: Partial<NewJob> = {}): Promise<void> {
    const [answer] = await this.enqueue([newJob(id, chosen)]);
    if (answer?.outcome !== 'created') {
      throw new Error(`job ${id} was not accepted: ${JSON.stringify(answer)}`);
    }
  }

  async claim(chosen: Partial<ClaimRequest> = {}): Promise<ClaimedJob[]> {
    this.claims += 1;
    const { jobs } = await this.store.claim(claimRequest(nonceOf('bed', this.claims), chosen));
    return jobs;
  }

  async claimIds(chosen: Partial<ClaimRequest> = {}): Promise<string[]> {
    return (await this.claim(chosen)).map(({ id }) => id);
  }

  /** Enqueues a job and starts it, on a worker of its own. */
  async start(id: string, chosen: Partial<NewJob> = {}, claim: Partial<ClaimRequest> = {}): Promise<Lease> {
    await this.add(id, chosen);
    return this.startKnown(id, claim);
  }

  /** Starts a job that is next in line. */
  async startKnown(id: string, claim: Partial<ClaimRequest> = {}): Promise<Lease> {
    const jobs = await this.claim({ max: 1, ...claim });
    const [job] = jobs;
    if (job?.id !== id) {
      throw new Error(`expected to start ${id}, got ${jobs.map((other) => other.id).join()}`);
    }
    return { id, token: job.token };
  }

  complete(lease: Lease, result: string | null = null) {
    return this.store.complete([{ ...lease, result, resultError: null }]);
  }

  fail(lease: Lease, retryInMs: number | null = null, code = 'error') {
    return this.store.fail([{ ...lease, error: { code, message: 'broken' }, retryInMs }]);
  }

  async get(id: string): Promise<JobRecord> {
    const job = await this.store.get(id);
    if (job === null) {
      throw new Error(`no job ${id}`);
    }
    return job;
  }

  async state(id: string): Promise<JobState | null> {
    const [state] = await this.store.states([id]);
    return state ?? null;
  }

  async counters() {
    return (await this.store.counts()).counters;
  }
}
