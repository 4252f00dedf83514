import type { ClaimedJob, NewJob } from '../../src/core/job';
import type { EndedAttempt } from '../../src/core/events';
import type { ClaimAnswer } from '../../src/core/claim';
import type { CancelAnswer, RedriveAnswer } from '../../src/core/control-answer';
import type { EnqueueAnswer } from '../../src/core/enqueue-answer';
import type {
  Completion,
  Extension,
  ExtendAnswer,
  FollowAnswer,
  Lease,
  SettleAnswer,
} from '../../src/core/settlement';
import type { Method } from '../support/unreliable-store';
import type { Account } from './account';
import { newAccount } from './account';
import { SIMULATION_START, type SimProcess } from './sim-process';
import type { VirtualTime } from './virtual-time';

/** One run of a handler. */
export interface Run {
  readonly id: string;
  readonly token: string;
  readonly process: SimProcess;
  readonly signal: AbortSignal;
  outcome: 'running' | 'returned' | 'threw';
}

/** Something that must never happen; `kind` is stable, so that shrinking stays with the same fault. */
export class Violation extends Error {
  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(`${kind}: ${message}`);
  }
}

/**
 * The books of a simulation, kept from what was answered and what handlers did, never from what the store
 * holds. The first rule that is broken ends the simulation.
 */
export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly running = new Set<Run>();
  readonly cancels = new Set<string>();
  /** Queues that ever let jobs give way to others. */
  readonly overflowing = new Set<string>();
  violation: Violation | null = null;
  /** How often each thing was carried out. */
  readonly sums = { created: 0, claims: 0, completed: 0, retried: 0, snoozed: 0, released: 0 };
  /** What the latest call of the store started. */
  startedNow: readonly Account[] = [];
  private readonly started = new Set<string>();
  private readonly returned = new Set<string>();
  private readonly recorded = new Set<string>();
  /** Runs whose handler asked for jobs to follow. */
  private readonly leavesJobs = new Set<string>();

  constructor(private readonly time: VirtualTime) {}

  /** Ms since the beginning by the store's clock. */
  get storeTime(): number {
    return Math.floor(this.time.now);
  }

  broken(kind: string, message: string): void {
    this.violation ??= new Violation(kind, `${message} (at ${this.time.now.toFixed(1)} ms)`);
  }

  account(id: string): Account {
    const account = this.accounts.get(id);
    if (account === undefined) {
      throw new Error(`the store speaks of ${id}, which nobody sent`);
    }
    return account;
  }

  /** The client is about to send a job. */
  sending(spec: NewJob): void {
    this.accounts.set(spec.id, newAccount(spec));
  }

  /** Whether a job that this one depends on ever failed or was cancelled. */
  dependsInVain({ dependsOn }: NewJob): boolean {
    return dependsOn.some((id) => [...this.account(id).ends].some((end) => end !== 'completed'));
  }

  acknowledged(id: string): void {
    this.account(id).acknowledged = true;
  }

  /** A handler asks for a job to follow its own. */
  followUpAsked(parent: ClaimedJob, spec: NewJob): void {
    this.leavesJobs.add(`${parent.id} ${parent.token}`);
    if (!this.accounts.has(spec.id)) {
      this.sending(spec);
    }
  }

  /** The client asks to cancel a job, which may be on its way still. */
  cancelAsked(id: string): void {
    this.cancels.add(id);
  }

  /** A process that has just been thawed may start one whose wait ended in its sleep: nothing told it yet. */
  handlerStarted(job: ClaimedJob, process: SimProcess, signal: AbortSignal, concurrency: number): Run {
    for (const other of process.thawedAt === this.time.now ? [] : this.running) {
      if (
        other.id === job.id &&
        !other.process.isFrozen &&
        !other.signal.aborted &&
        !this.justThawed(other)
      ) {
        this.broken('overlap', `${job.id} starts on ${process.name} while it runs on ${other.process.name}`);
      }
    }
    const { id, token } = job;
    const run: Run = { id, token, process, signal, outcome: 'running' };
    this.running.add(run);
    // One that was asked to stop may have been cut off, and has no place any more.
    const atOnce = [...this.running].filter((other) => other.process === process && !other.signal.aborted);
    if (atOnce.length > concurrency) {
      this.broken('too_many', `${process.name} runs ${atOnce.length} at once, ${concurrency} are allowed`);
    }
    this.started.add(`${id} ${token}`);
    return run;
  }

  handlerEnded(run: Run, outcome: 'returned' | 'threw'): void {
    run.outcome = outcome;
    this.running.delete(run);
    if (outcome === 'returned') {
      this.returned.add(`${run.id} ${run.token}`);
    }
    const { holder, leaseUntil } = this.account(run.id);
    const late = holder !== run.token || leaseUntil < this.storeTime;
    if (late && !run.signal.aborted && !this.justThawed(run)) {
      this.broken('unfenced', `${run.id} ran on ${run.process.name} after its lease and was not told`);
    }
  }

  /** What was held back goes on in its order, so a timer of the handler may come before that of its lease. */
  private justThawed(run: Run): boolean {
    return run.process.thawedAt === this.time.now;
  }

  processDied(process: SimProcess): void {
    for (const run of [...this.running]) {
      if (run.process === process) {
        this.running.delete(run);
      }
    }
  }

  /** A worker went down and says that all it had is settled: then it holds nothing that it ran. */
  drainedCleanly(workerId: string): void {
    for (const { spec, holder, leaseUntil } of this.accounts.values()) {
      const own = holder?.startsWith(workerId) === true && this.started.has(`${spec.id} ${holder}`);
      if (own && leaseUntil > this.storeTime) {
        this.broken('left_behind', `${workerId} went down and left ${spec.id} in progress`);
      }
    }
  }

  /** A worker says how an attempt ended; what it says is recorded must be. */
  attemptEnded({ job, outcome, settled }: EndedAttempt): void {
    const told = settled === 'ok' || settled === 'already';
    const { token, id } = job;
    if (settled === 'ok' && !this.recorded.has(`${id} ${token}`)) {
      this.broken(
        'not_recorded',
        `the ${outcome} of ${id} under ${token} was answered ok and is not recorded`,
      );
    }
    if (told && outcome === 'completed' && !this.returned.has(`${id} ${token}`)) {
      this.broken('not_done', `${id} was completed under ${token} and its handler did not return`);
    }
  }

  /** The store carried out a call, whether or not its answer arrives anywhere. */
  executed(method: Method, args: readonly unknown[], answer: unknown): void {
    this.startedNow = [];
    switch (method) {
      case 'enqueue':
        this.enqueued(args[0] as readonly NewJob[], answer as readonly EnqueueAnswer[]);
        return;
      case 'claim':
        this.startedNow = (answer as ClaimAnswer).jobs.flatMap((job) => this.claimed(job) ?? []);
        return;
      case 'follow':
        this.followed(args[0] as Completion, args[1] as readonly NewJob[], answer as FollowAnswer);
        return;
      case 'complete':
      case 'fail':
      case 'snooze':
      case 'release':
        for (const [index, lease] of (args[0] as readonly (Lease | Completion)[]).entries()) {
          this.settled(method, lease, (answer as readonly SettleAnswer[])[index]!);
        }
        return;
      case 'extend':
        for (const [index, extension] of (args[0] as readonly Extension[]).entries()) {
          if ((answer as readonly ExtendAnswer[])[index]!.result === 'ok') {
            this.extended(extension);
          }
        }
        return;
      case 'cancel':
        for (const [index, id] of (args[0] as readonly string[]).entries()) {
          if ((answer as readonly CancelAnswer[])[index]!.result === 'cancelled') {
            this.account(id).endedBy = 'cancel';
          }
        }
        return;
      case 'redrive':
        for (const [index, id] of (args[0] as readonly string[]).entries()) {
          const { result } = (answer as readonly RedriveAnswer[])[index]!;
          if (result === 'queued' || result === 'blocked') {
            Object.assign(this.account(id), {
              retries: 0,
              snoozes: 0,
              settledOfLife: 0,
              claimsOfLife: 0,
              endedBy: null,
              redriven: true,
            });
          }
        }
        return;
      default:
        return;
    }
  }

  private enqueued(jobs: readonly NewJob[], answers: readonly EnqueueAnswer[]): void {
    for (const [index, { id }] of jobs.entries()) {
      if (answers[index]!.outcome === 'created') {
        this.created(id);
      }
    }
  }

  private created(id: string): void {
    const account = this.account(id);
    if (account.created) {
      this.broken('created_twice', id);
    }
    this.sums.created += 1;
    Object.assign(account, { created: true, arrival: this.sums.created, arrivedAt: this.storeTime });
  }

  /** One answer for a result and the jobs that it leaves behind: all of it happened, or nothing. */
  private followed(completion: Completion, followUps: readonly NewJob[], answer: FollowAnswer): void {
    if (answer.result === 'refused') {
      this.broken('follow_up', `${answer.id} was refused to ${completion.id}: ${answer.reason}`);
      return;
    }
    this.leavesJobs.delete(`${completion.id} ${completion.token}`);
    this.settled('complete', completion, answer);
    if (answer.result === 'ok') {
      followUps.forEach(({ id }) => this.created(id));
    }
  }

  /** @returns nothing for a claim that came again. */
  private claimed(job: ClaimedJob): Account | undefined {
    const account = this.account(job.id);
    if (account.holder === job.token) {
      return undefined; // the same claim again
    }
    if (account.holder !== null && account.leaseUntil > this.storeTime) {
      this.broken('claimed_twice', `${job.id} was claimed while ${account.holder} held it`);
    }
    if (account.endedBy !== null) {
      this.broken('claimed_after_end', `${job.id} was claimed after it ended by ${account.endedBy}`);
    }
    account.holder = job.token;
    account.leaseUntil = job.leaseExpiresAt - SIMULATION_START;
    account.claims += 1;
    account.claimsOfLife += 1;
    this.sums.claims += 1;
    return account;
  }

  private extended({ id, token, leaseMs }: Extension): void {
    const account = this.account(id);
    if (account.holder !== token) {
      this.broken('extended_without_lease', `${id} by ${token}`);
    }
    account.leaseUntil = this.storeTime + leaseMs;
  }

  private settled(
    method: 'complete' | 'fail' | 'snooze' | 'release',
    lease: Lease,
    { result, state }: SettleAnswer,
  ): void {
    if (result !== 'ok') {
      return;
    }
    const { id, token } = lease;
    const account = this.account(id);
    if (account.holder !== token) {
      this.broken(
        'settled_without_lease',
        `${method} of ${id} by ${token} while held by ${account.holder ?? 'nobody'}`,
      );
    }
    this.recorded.add(`${id} ${token}`);
    account.holder = null;
    account.settledOfLife += 1;
    if (method === 'complete') {
      this.sums.completed += 1;
      if (this.leavesJobs.has(`${id} ${token}`)) {
        this.broken('follow_up', `${id} was completed under ${token} without the jobs that follow it`);
      }
      if (!this.returned.has(`${id} ${token}`)) {
        this.broken('not_done', `${id} was completed under ${token} and its handler did not return`);
      }
    } else if (method === 'release') {
      this.sums.released += state === 'queued' ? 1 : 0;
      account.released += 1;
    } else if (state === 'scheduled') {
      const retry = method === 'fail';
      account.retries += retry ? 1 : 0;
      account.snoozes += retry ? 0 : 1;
      this.sums[retry ? 'retried' : 'snoozed'] += 1;
    }
    account.endedBy = state === 'completed' || state === 'failed' || state === 'cancelled' ? method : null;
  }
}
