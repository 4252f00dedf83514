import { DEPENDENCY_FAILED } from '../../src/core/dependency';
import { FINAL_STATES, isFinal, JOB_STATES, WAITING_STATES } from '../../src/core/states';
import type { MemoryJob } from '../support/memory-store/memory-job';
import type { MemoryQueue } from '../support/memory-store/memory-queue';
import type { Account } from './account';
import type { Ledger } from './ledger';
import type { SimNamespace } from './sim-namespace';

/** What a job counts, and the ledger as well. */
const NUMBERS = ['retries', 'snoozes', 'attempt', 'lapses'] as const;

/** Holds what the store has against its own invariants and against the ledger, after each step that moved jobs. */
export class Auditor {
  private jobs = 0;

  constructor(
    private readonly ns: SimNamespace,
    private readonly ledger: Ledger,
  ) {}

  /** After each call; costs nothing if it moved no job. */
  afterStep(): void {
    if (this.ns.moved || this.ns.jobs.size !== this.jobs) {
      this.ns.moved = false;
      this.jobs = this.ns.jobs.size;
      this.audit();
    }
  }

  audit(): void {
    let listed = 0;
    const ready: string[] = [];
    for (const queue of this.ns.queues.values()) {
      listed += this.checkQueue(queue);
      // Where time alone has made room for the rate, an alarm that rings has yet to be served.
      const unserved = (queue.alarm('rate', this.ns.retention) ?? Infinity) <= this.ns.now;
      if (queue.isReady(this.ns.now) && (!unserved || this.ns.turns.includes(queue.name))) {
        ready.push(queue.name);
      }
    }
    if (listed !== this.ns.jobs.size) {
      this.ledger.broken('in_one_set', `${this.ns.jobs.size} jobs, ${listed} members of sets`);
    }
    if (ready.sort().join() !== [...this.ns.turns].sort().join()) {
      this.ledger.broken('ready_index', `ready are [${ready.join()}], indexed [${this.ns.turns.join()}]`);
    }
    // One job's end may be the reason for another's.
    for (const account of this.ledger.accounts.values()) {
      this.noteEnd(account);
    }
    for (const account of this.ledger.accounts.values()) {
      this.checkJob(account);
    }
  }

  private noteEnd(account: Account): void {
    const state = this.ns.jobs.get(account.spec.id)?.state;
    if (state !== undefined && isFinal(state) && !account.final) {
      account.ends.add(state);
      account.endedAt = this.ledger.storeTime;
    }
  }

  private checkQueue(queue: MemoryQueue): number {
    let listed = 0;
    for (const state of JOB_STATES) {
      for (const { job } of queue.set(state)) {
        listed += 1;
        if (job.state !== state || this.ns.jobs.get(job.spec.id) !== job) {
          this.ledger.broken('in_one_set', `${job.spec.id} is ${job.state} and listed as ${state}`);
        }
      }
    }
    return listed;
  }

  private checkJob(account: Account): void {
    const { id } = account.spec;
    const job = this.ns.jobs.get(id);
    if (job === undefined) {
      if (account.created && !account.final) {
        this.ledger.broken('lost_job', `${id} is nowhere`);
      } else if (account.acknowledged && !account.created) {
        this.ledger.broken('lost_job', `${id} was acknowledged and never stored`);
      }
      return;
    }
    if (account.final && !isFinal(job.state) && account.endedBy !== null) {
      this.ledger.broken('second_life', `${id} left its final state by itself`);
    }
    if (!account.created) {
      this.ledger.broken('from_nowhere', `${id} is ${job.state}, and no answer says that it was stored`);
    }
    account.final = isFinal(job.state);
    if (job.state !== 'in_progress') {
      account.holder = null;
    }
    this.checkNumbers(account, job);
    if (account.final) {
      this.checkEnd(account, job);
    }
  }

  private checkNumbers(account: Account, job: MemoryJob): void {
    const held = account.holder === null ? 0 : 1;
    const expected = {
      retries: account.retries,
      snoozes: account.snoozes,
      attempt: account.claims - account.released,
      lapses: account.claimsOfLife - account.settledOfLife - held,
    };
    for (const name of NUMBERS) {
      if (job[name] !== expected[name]) {
        this.ledger.broken(
          'numbers',
          `${job.spec.id} has ${job[name]} ${name}, the ledger ${expected[name]}`,
        );
      }
    }
  }

  /** A final state has a reason that the ledger knows. */
  private checkEnd({ endedBy, spec }: Account, job: MemoryJob): void {
    const code = job.error?.code ?? 'none';
    const inVain = code === DEPENDENCY_FAILED && this.ledger.dependsInVain(spec);
    const explained = {
      completed: endedBy === 'complete',
      cancelled: this.ledger.cancels.has(spec.id) || (inVain && spec.onDependencyFailure === 'cancel'),
      failed:
        endedBy === 'fail' ||
        (inVain && spec.onDependencyFailure === 'fail') ||
        (code === 'dropped' && this.ledger.overflowing.has(spec.queue)) ||
        (code === 'expired' && spec.ttlMs !== null) ||
        (code === 'lease_lapsed' && job.lapses > 0 && job.lapses >= spec.maxLapses),
    };
    if (isFinal(job.state) && !explained[job.state]) {
      this.ledger.broken(
        'unexplained_end',
        `${spec.id} is ${job.state} (${code}), last settled by ${endedBy ?? 'nobody'}`,
      );
    }
  }

  /** The counters that only grow, at the end. */
  checkCounters(): void {
    const { counters, states } = this.ns.counts();
    const { sums } = this.ledger;
    const pairs = {
      enqueued: [counters.enqueued, sums.created],
      started: [counters.started, sums.claims],
      completed: [counters.completed, sums.completed],
      retried: [counters.retried, sums.retried],
      snoozed: [counters.snoozed, sums.snoozed],
      released: [counters.released, sums.released],
      jobs: [JOB_STATES.reduce((sum, state) => sum + states[state], 0), this.ns.jobs.size],
    };
    for (const [name, [stored, booked]] of Object.entries(pairs)) {
      if (stored !== booked) {
        this.ledger.broken('counters', `${name}: ${stored} in the store, ${booked} in the ledger`);
      }
    }
    for (const queue of this.ns.queues.values()) {
      const open = WAITING_STATES.flatMap((state) => [...queue.set(state)]).concat([
        ...queue.set('in_progress'),
      ]);
      const bytes = open.reduce((sum, { job }) => sum + job.payloadBytes, 0);
      if (bytes !== queue.bytes) {
        this.ledger.broken('counters', `${queue.name} counts ${queue.bytes} bytes and holds ${bytes}`);
      }
    }
  }

  /** Whether every job that was stored has ended. */
  allFinal(): boolean {
    let final = 0;
    for (const queue of this.ns.queues.values()) {
      for (const state of FINAL_STATES) {
        final += queue.set(state).size;
      }
    }
    return final === this.ns.jobs.size;
  }
}
