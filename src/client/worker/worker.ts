import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Connection, pauseFor } from '../connection';
import { ProblemError } from '../errors';
import type { LeasedJob } from '../types';
import { AttemptTimeoutError, DrainDeadlineError, JobCancelledError, LeaseLostError } from './handler-errors';
import type { JobHandler } from './handler';
import { LeaseKeeper } from './lease-keeper';
import { interrupted, returned, textOf, threw, type Outcome } from './outcome';
import { RunningJob } from './running-job';
import { Settler } from './settler';
import type { Settled } from './settle-line';
import type { JobEnd, WorkerDuty, WorkerOptions } from './worker-options';

/** How long a request for jobs waits (ms). */
const WAIT_MS = 20_000;
/** Most jobs of one request. */
const MOST_JOBS = 100;

/** After a request for jobs that failed. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** One that brings nothing much sooner than asked is of a service that drains: its successor needs a moment. */
const EARLY_MS = 1_000;

/** How long `close()` waits for the answer to the request for jobs that it ended, before it leaves without (ms). */
const LAST_ANSWER_MS = 2_000;

/** How long handlers get to react to their signal before their jobs are handed back (ms). */
const REACTION_MS = 1_000;
/** How long `close()` then waits for outcomes to be recorded (ms). */
const FLUSH_MS = 5_000;

/**
 * Runs jobs of a Sluice service in this process: takes them over HTTP as there is room, renews their leases while their
 * handlers work, and says what became of them, as often as it takes.
 *
 * Life: `start()` → `close()`: takes no more, waits for running jobs up to `graceMs`, then asks the others to stop and hands
 * them back. What is lost when the process is killed runs elsewhere after `leaseMs`.
 */
export class Worker {
  readonly name: string;
  private readonly connection: Connection;
  private readonly handlers: ReadonlyMap<string, JobHandler>;
  private readonly jobs = new Set<RunningJob>();
  private readonly keeper: LeaseKeeper;
  private readonly settler: Settler;
  private readonly concurrency: number;
  private readonly leaseMs: number;
  private readonly closing = new AbortController();
  private taking = false;
  private closed: Promise<number> | null = null;
  private changed: (() => void)[] = [];

  /** @throws {TypeError | RangeError} for options that cannot work */
  constructor(private readonly options: WorkerOptions) {
    this.connection = new Connection(options);
    this.handlers = new Map(Object.entries(options.handlers));
    this.name = options.name ?? `${hostname()}:${process.pid}`;
    this.concurrency = whole('concurrency', options.concurrency ?? 10, 1);
    this.leaseMs = whole('leaseMs', options.leaseMs ?? 30_000, 1_000);
    if (this.handlers.size === 0) {
      throw new TypeError('a worker needs a handler');
    }
    const heartbeatMs = options.heartbeatMs ?? Math.min(5_000, this.leaseMs / 3);
    if (!(heartbeatMs > 0 && heartbeatMs < this.leaseMs)) {
      throw new RangeError('heartbeatMs must be less than leaseMs');
    }
    this.settler = new Settler(
      this.connection,
      (job, outcome, answer) => this.settled(job, outcome, answer),
      (error, doing) => this.tell(error, doing),
    );
    this.keeper = new LeaseKeeper(
      this.connection,
      this.jobs,
      { leaseMs: this.leaseMs, heartbeatMs },
      {
        cancelled: (job) => job.abort(new JobCancelledError()),
        lost: (job) => this.lose(job),
        timedOut: (job) => this.timeOut(job),
        failed: (error) => this.tell(error, 'extend'),
      },
    );
  }

  /** Jobs that it has. */
  get running(): number {
    return this.jobs.size;
  }

  /** Begins to take jobs. Returns at once; a service that is away is waited for. */
  start(): this {
    if (!this.taking && !this.closing.signal.aborted) {
      this.taking = true;
      void this.poll();
    }
    return this;
  }

  /**
   * Ends its work; a second call waits for the first.
   *
   * @returns how many outcomes could not be recorded: those jobs run again after their leases
   */
  close({ graceMs = this.options.graceMs ?? 25_000 }: { readonly graceMs?: number } = {}): Promise<number> {
    this.closed ??= this.drain(graceMs);
    return this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async drain(graceMs: number): Promise<number> {
    this.closing.abort();
    this.notify();
    await this.until(() => !this.taking && this.handling === 0, graceMs);
    for (const job of this.jobs) {
      if (job.state === 'running') {
        job.abort(new DrainDeadlineError());
      }
    }
    await this.until(() => this.handling === 0, REACTION_MS);
    for (const job of this.jobs) {
      this.end(job, interrupted(job.job));
    }
    // The last answer may bring jobs to hand back.
    await this.until(() => !this.taking, LAST_ANSWER_MS);
    await this.until(() => this.jobs.size === 0, FLUSH_MS);
    const left = this.jobs.size;
    this.settler.stop();
    await this.until(() => this.jobs.size === 0, REACTION_MS);
    this.keeper.stop();
    return left;
  }

  /** Handlers at work. */
  private get handling(): number {
    return [...this.jobs].filter(({ state }) => state === 'running').length;
  }

  private async poll(): Promise<void> {
    const { signal } = this.closing;
    let failures = 0;
    while (!signal.aborted) {
      const room = Math.min(MOST_JOBS, this.concurrency - this.jobs.size);
      if (room <= 0) {
        await this.until(() => this.jobs.size < this.concurrency || signal.aborted, Infinity);
        continue;
      }
      const askedAt = performance.now();
      try {
        const jobs = await this.take(room);
        failures = 0;
        const early = jobs.length === 0 && performance.now() - askedAt < EARLY_MS;
        await this.pause(early ? EARLY_MS : 0);
      } catch (error) {
        failures += 1;
        await this.notTaken(error, failures);
      }
    }
    this.taking = false;
    this.notify();
  }

  /** A request that `close()` ended is no trouble. */
  private async notTaken(error: unknown, failures: number): Promise<void> {
    if (!this.closing.signal.aborted) {
      this.tell(error, 'take');
      await this.pause(pauseAfter(error, failures));
    }
  }

  private async take(room: number): Promise<readonly LeasedJob[]> {
    const poll = randomUUID();
    const leave = new AbortController();
    let leaving: NodeJS.Timeout | undefined;
    // The service may have jobs on their way here: leaving before its answer would cost each of them a lease.
    const close = () => {
      leaving = setTimeout(() => leave.abort(), LAST_ANSWER_MS);
      void this.endPoll(poll);
    };
    const stay = () => {
      clearTimeout(leaving);
      this.closing.signal.removeEventListener('abort', close);
    };
    this.closing.signal.addEventListener('abort', close, { once: true });
    try {
      const { jobs } = await this.connection.call<{ jobs: LeasedJob[] }>({
        ...{ method: 'POST', path: '/leases', repeat: 'once', retry: this.connection.onlyOnce },
        ...{ patienceMs: WAIT_MS, signal: leave.signal, answering: stay },
        body: {
          types: [...this.handlers.keys()],
          queues: this.options.queues,
          max_jobs: room,
          wait_ms: WAIT_MS,
          lease_ms: this.leaseMs,
          worker: this.name,
          poll,
        },
      });
      for (const job of jobs) {
        this.run(job);
      }
      return jobs;
    } finally {
      stay();
    }
  }

  /** A service that does not hear it is left in a moment. */
  private async endPoll(poll: string): Promise<void> {
    await this.connection
      .call({
        ...{ method: 'POST', path: '/leases/end', repeat: 'once', retry: this.connection.onlyOnce },
        ...{ answerMs: LAST_ANSWER_MS, body: { poll } },
      })
      .catch(() => undefined);
  }

  private run(leased: LeasedJob): void {
    const now = performance.now();
    const job = new RunningJob(leased, now, now + leased.lease_ms, () => this.keeper.look());
    this.jobs.add(job);
    this.keeper.look();
    const handler = this.handlers.get(leased.type);
    if (handler === undefined || this.closing.signal.aborted) {
      this.end(job, { kind: 'released' });
      return;
    }
    void this.handle(job, handler);
  }

  private async handle(job: RunningJob, handler: JobHandler): Promise<void> {
    try {
      const value = await handler(job.job.payload as never, job.context);
      this.end(job, () => returned(value));
    } catch (error) {
      this.end(job, () => threw(job.job, error, job.abortReason));
    }
  }

  private end(job: RunningJob, outcome: Outcome | (() => Outcome)): void {
    if (job.state === 'running') {
      job.state = 'settling';
      this.settler.settle(job, typeof outcome === 'function' ? outcome() : outcome);
      this.notify();
    }
  }

  private timeOut(job: RunningJob): void {
    const error = new AttemptTimeoutError(job.job.timeout_ms);
    job.abort(error);
    this.end(job, { kind: 'failed', error: { code: error.code, message: error.message } });
  }

  private lose(job: RunningJob): void {
    job.abort(new LeaseLostError());
    this.finish(job, { outcome: 'lost', status: null, error: null });
  }

  private settled(job: RunningJob, outcome: Outcome, answer: Settled | null): void {
    const lost = answer?.outcome === 'lease_lost' || answer?.outcome === 'not_found';
    const error =
      outcome.kind === 'failed' ? { code: outcome.error.code ?? 'error', ...outcome.error } : null;
    this.finish(job, {
      outcome: answer === null ? 'unknown' : lost ? 'lost' : outcome.kind,
      status: answer?.status ?? null,
      error,
    });
  }

  private finish(job: RunningJob, how: Pick<JobEnd, 'outcome' | 'status' | 'error'>): void {
    if (job.state !== 'ended') {
      job.state = 'ended';
      this.jobs.delete(job);
      this.notify();
      try {
        this.options.onJobEnd?.({ job: job.job, ...how, durationMs: performance.now() - job.startedAt });
      } catch (error) {
        process.emitWarning(textOf(error).message);
      }
    }
  }

  private tell(error: unknown, doing: WorkerDuty): void {
    if (this.options.onError === undefined) {
      process.emitWarning(`sluice worker, ${doing}: ${textOf(error).message}`);
      return;
    }
    try {
      this.options.onError(error, doing);
    } catch (inner) {
      process.emitWarning(textOf(inner).message);
    }
  }

  private async pause(ms: number): Promise<void> {
    if (ms > 0) {
      await pauseFor(ms, this.closing.signal).catch(() => undefined);
    }
  }

  private notify(): void {
    for (const wake of this.changed.splice(0)) {
      wake();
    }
  }

  /** Waits until a job's end brings this about, at most so long (ms). */
  private async until(condition: () => boolean, withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (!condition() && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = Number.isFinite(deadline)
          ? setTimeout(resolve, Math.max(0, deadline - performance.now()))
          : undefined;
        this.changed.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}

function pauseAfter(error: unknown, failures: number): number {
  const asked = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
  const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
  return Math.max(asked, backoff * (0.5 + Math.random() / 2));
}

function whole(name: string, value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be an integer of at least ${least}`);
  }
  return value;
}
