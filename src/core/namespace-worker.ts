import { Attempt } from './attempt';
import { AttemptList } from './attempt-list';
import { AttemptRunner } from './attempt-runner';
import { Attendant } from './attendant';
import { Consumer } from './consumer';
import { DeadlineSweep } from './deadline-sweep';
import type { EngineParts } from './engine-parts';
import type { EndedAttempt } from './events';
import { noFollowUps } from './follow-up';
import { DrainDeadlineError } from './handler-errors';
import type { ClaimedJob, JobError } from './job';
import type { JobStore } from './job-store';
import type { Lease } from './settlement';
import { LeaseKeeper } from './lease-keeper';
import { DEFAULT_LOG_POLICY } from './log-lines';
import { LogSender } from './log-sender';
import { Indexer } from './indexer';
import { interrupted, RELEASED, type Outcome } from './outcome';
import type { Outstanding } from './outstanding';
import { Promoter } from './promoter';
import type { Runnable, Starter } from './run-queue';
import { Reaper } from './reaper';
import { RetentionKeeper } from './retention-keeper';
import { Settler, type Settled } from './settler';

/**
 * All that one worker does in one namespace: the loops, and the attempts that run.
 *
 * Each attempt is among the outstanding from its claim until its outcome is settled, and holds a slot until that
 * is on its way to the store.
 */
export class NamespaceWorker {
  private readonly attempts = new AttemptList();
  private readonly runner: AttemptRunner;
  private readonly settler: Settler;
  private readonly consumer: Consumer;
  private readonly keeper: LeaseKeeper;
  private readonly logs: LogSender;
  private readonly attendant: Attendant;
  private readonly sweepers: readonly [Promoter, Reaper, RetentionKeeper, Indexer];
  private readonly limits: DeadlineSweep<Attempt>;

  constructor(
    readonly store: JobStore,
    private readonly parts: EngineParts,
    private readonly outstanding: Outstanding,
  ) {
    const { options, ports, slots, faults, tick } = parts;
    const settle = (attempt: Attempt, outcome: Outcome) => this.settle(attempt, outcome);
    this.settler = new Settler(store, (batch) => this.settled(batch), slots, ports, tick);
    this.runner = new AttemptRunner(faults, ports.random, options.maxResultBytes, settle);
    this.keeper = new LeaseKeeper(store, this.attempts, options.leaseMs, ports);
    this.logs = new LogSender(store, options.log ?? DEFAULT_LOG_POLICY, ports);
    const claiming = {
      queues: options.queues,
      types: [...options.handlers.keys()],
      leaseMs: options.leaseMs,
    };
    const sink = {
      run: (jobs: readonly ClaimedJob[], leaseEndsAt: number) => this.run(jobs, leaseEndsAt),
      handBack: (jobs: readonly ClaimedJob[], leaseEndsAt: number) => this.handBack(jobs, leaseEndsAt),
    };
    this.consumer = new Consumer(store, slots, parts.nonces, claiming, sink, outstanding, ports);
    const promoter = new Promoter(store, ports);
    this.sweepers = [
      promoter,
      new Reaper(store, options.reapMs, ports),
      new RetentionKeeper(store, options.memory, ports),
      new Indexer(store, ports),
    ];
    this.attendant = new Attendant(
      store,
      {
        describe: parts.describe,
        cancel: (lease) => this.cancel(lease),
        alarm: (ms) => promoter.wakeIn(ms),
      },
      ports,
    );
    this.limits = new DeadlineSweep(
      ports.clock,
      this.attempts,
      (attempt) => (attempt.state === 'running' ? attempt.limitAt : Infinity),
      (attempt) => this.runner.cutOff(attempt),
    );
  }

  start(): void {
    this.keeper.start();
    // Before the first claim: the history of a job that kills its worker names who that was.
    this.attendant.startAtOnce();
    for (const sweeper of this.sweepers) {
      sweeper.start();
    }
    this.consumer.start();
  }

  quiet(): void {
    this.consumer.quiet();
    this.parts.runQueue.clear(this.starter);
  }

  /** Asks all handlers to stop since the process does. */
  abort(): void {
    this.consumer.stop();
    for (const attempt of this.attempts) {
      attempt.abort(new DrainDeadlineError());
    }
  }

  /** Takes the jobs from those handlers that still run, and hands them back. */
  takeBack(): void {
    for (const attempt of this.attempts) {
      if (attempt.state === 'running') {
        attempt.state = 'settling';
        this.settle(attempt, interrupted(attempt.job));
      }
    }
  }

  get running(): number {
    let count = 0;
    for (const attempt of this.attempts) {
      count += attempt.state === 'running' ? 1 : 0;
    }
    return count;
  }

  get size(): number {
    return this.attempts.size;
  }

  stop(): void {
    this.consumer.stop();
    this.logs.stop();
    this.settler.stop();
    this.keeper.stop();
    this.attendant.stop();
    this.limits.stop();
    for (const sweeper of this.sweepers) {
      sweeper.stop();
    }
  }

  private run(jobs: readonly ClaimedJob[], leaseEndsAt: number): void {
    const { runQueue, options } = this.parts;
    const known: Runnable[] = [];
    for (const job of jobs) {
      const attempt = this.attemptOf(job, leaseEndsAt);
      const handler = options.handlers.get(job.type);
      if (handler === undefined) {
        this.release(attempt);
      } else {
        known.push({ attempt, handler });
      }
    }
    const granted = runQueue.take(known.length);
    if (granted > 0) {
      this.begin(known.slice(0, granted));
    }
    if (granted < known.length) {
      runQueue.wait(this.starter, known.slice(granted));
    }
  }

  private begin(all: readonly Runnable[]): void {
    const { ports } = this.parts;
    const jobs = all.map(({ attempt }) => attempt.job);
    ports.events.emit('started', { namespace: this.store.namespace, jobs });
    for (const { attempt, handler } of all) {
      attempt.begin(ports.clock.monotonic());
      this.limits.watch(attempt.limitAt);
      this.keeper.watch(attempt);
      this.runner.start(attempt, handler);
    }
  }

  private handBack(jobs: readonly ClaimedJob[], leaseEndsAt: number): void {
    for (const job of jobs) {
      // The settler gives back a slot for it as for any other; so it takes one more.
      this.parts.slots.overdraw(1);
      this.release(this.attemptOf(job, leaseEndsAt));
    }
  }

  /** Of an attempt that has not begun. */
  private release(attempt: Attempt): void {
    attempt.state = 'settling';
    this.settler.settle(attempt, RELEASED);
  }

  private attemptOf(job: ClaimedJob, leaseEndsAt: number): Attempt {
    const attempt = new Attempt(
      job,
      this.parts.ports.clock.monotonic(),
      leaseEndsAt,
      this.progressed,
      this.wrote,
      this.store,
      this.parts.options.readFollowUp ?? noFollowUps,
    );
    this.attempts.add(attempt);
    this.outstanding.add();
    return attempt;
  }

  /** For those that were claimed ahead. */
  private readonly starter: Starter = {
    start: (one) => {
      const { attempt } = one;
      const isLate = this.parts.ports.clock.monotonic() >= attempt.leaseEndsAt;
      if (isLate || attempt.abortReason !== null) {
        this.release(attempt);
        this.parts.runQueue.leave();
      } else {
        this.begin([one]);
      }
    },
    handBack: ({ attempt }) => {
      this.parts.prefetch.handedBack();
      this.release(attempt);
    },
  };

  private readonly progressed = () => this.keeper.progressed();

  private readonly wrote = (attempt: Attempt, line: string) => this.logs.write(attempt, line);

  /** After the lines that the handler wrote: with the outcome the right to write them ends. */
  private settle(attempt: Attempt, outcome: Outcome): void {
    if (attempt.log === null) {
      this.settler.settle(attempt, outcome);
    } else {
      this.logs.finish(attempt, () => this.settler.settle(attempt, outcome));
    }
    const { prefetch, runQueue, ports } = this.parts;
    prefetch.ended(ports.clock.monotonic() - attempt.claimedAt);
    runQueue.leave();
  }

  private cancel(lease: Lease): void {
    for (const attempt of this.attempts) {
      if (attempt.job.token === lease.token && attempt.job.id === lease.id) {
        this.keeper.cancel(attempt);
      }
    }
  }

  private settled(batch: readonly Settled[]): void {
    const now = this.parts.ports.clock.monotonic();
    const attempts = batch.map((one) => {
      one.attempt.state = 'ended';
      this.attempts.delete(one.attempt);
      return this.ended(one, now);
    });
    this.parts.ports.events.emit('ended', { namespace: this.store.namespace, attempts });
    this.outstanding.done(batch.length);
  }

  private ended({ attempt, outcome, answer, resent }: Settled, now: number): EndedAttempt {
    const { job } = attempt;
    const settled = answer?.result ?? 'lost';
    // After a resend, a job that is gone may have been settled by the first try, and trimmed since.
    const lost = settled === 'lost' || (settled === 'gone' && !resent);
    if (lost && !attempt.lossTold) {
      attempt.lossTold = true;
      this.parts.ports.events.emit('leaseLost', { namespace: this.store.namespace, job });
    }
    return {
      job,
      began: attempt.began,
      outcome: outcome.kind,
      error: errorOf(outcome),
      durationMs: now - attempt.startedAt,
      settled,
      state: answer?.state ?? null,
    };
  }
}

function errorOf(outcome: Outcome): JobError | null {
  switch (outcome.kind) {
    case 'failed':
      return outcome.error;
    case 'completed':
      return outcome.resultError;
    case 'snoozed':
    case 'released':
      return null;
  }
}
