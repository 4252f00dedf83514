import type { EnqueueAnswer } from '../../src/core/enqueue-answer';
import type { NewJob } from '../../src/core/job';
import type { QueueSettings, StartRate } from '../../src/core/queue-settings';
import { isFinal } from '../../src/core/states';
import type { MemoryJob } from '../support/memory-store/memory-job';
import type { Method } from '../support/unreliable-store';
import type { Account } from './account';
import type { Ledger } from './ledger';
import { STRICT_QUEUE } from './make-related-work';
import type { SimNamespace } from './sim-namespace';

interface Starts {
  readonly rate: StartRate;
  /** Since the rate is this one (virtual ms). */
  readonly times: number[];
}

/**
 * Holds what jobs have to do with each other against the ledger: groups, dependencies, dedup keys, rates and full
 * queues. What was answered and who was started is the ledger's; whether a job is final, and when it came, the
 * store's, whose states the auditor has checked before.
 */
export class Relations {
  /** Places in a group: the most that each queue ever had. One that is lowered leaves those who have a place. */
  private readonly groupLimits = new Map<string, number>();
  private readonly starts = new Map<string, Starts>();

  constructor(
    private readonly ns: SimNamespace,
    private readonly ledger: Ledger,
  ) {}

  /** After the ledger booked the call, and before the auditor looks at the store. */
  executed(method: Method, args: readonly unknown[], answer: unknown): void {
    if (method === 'configureQueue') {
      this.configured(args[0] as string, args[1] as Partial<QueueSettings>);
    } else if (method === 'enqueue') {
      this.enqueued(args[0] as readonly NewJob[], answer as readonly EnqueueAnswer[]);
    }
    for (const account of this.ledger.startedNow) {
      this.checkGroup(account);
      this.checkRate(account);
    }
  }

  /** After the auditor: `ends` of each account are up to date. */
  afterStep(): void {
    for (const account of this.ledger.startedNow) {
      this.checkDependencies(account);
    }
  }

  private configured(name: string, settings: Partial<QueueSettings>): void {
    const limit = settings.groupConcurrency ?? 1;
    this.groupLimits.set(name, Math.max(limit, this.groupLimits.get(name) ?? 1));
    if (settings.overflow !== undefined && settings.overflow !== null && settings.overflow !== 'reject') {
      this.ledger.overflowing.add(name);
    }
    if (settings.rate !== undefined) {
      this.starts.delete(name);
      if (settings.rate !== null) {
        this.starts.set(name, { rate: settings.rate, times: [] });
      }
    }
  }

  private enqueued(jobs: readonly NewJob[], answers: readonly EnqueueAnswer[]): void {
    for (const [index, spec] of jobs.entries()) {
      const answer = answers[index]!;
      if (answer.outcome === 'created') {
        this.checkRoom(spec);
        this.checkKey(spec);
      } else if (answer.outcome === 'duplicate' && answer.holder !== undefined) {
        this.checkHolder(spec, answer.holder);
      }
    }
  }

  private checkRoom({ id, queue: name }: NewJob): void {
    const queue = this.ns.queues.get(name);
    const most = queue?.settings.maxDepth ?? Infinity;
    if (queue !== undefined && queue.depth > most) {
      this.ledger.broken('too_deep', `${id} was taken by ${name}: ${queue.depth} wait, ${most} may`);
    }
  }

  /** Nobody else may hold the key of a job that was just accepted. */
  private checkKey({ id, dedup }: NewJob): void {
    if (dedup === null) {
      return;
    }
    for (const account of this.ledger.accounts.values()) {
      const other = this.ns.jobs.get(account.spec.id);
      if (
        other !== undefined &&
        account.spec.id !== id &&
        account.spec.dedup?.key === dedup.key &&
        !account.redriven &&
        this.mayHold(account, other)
      ) {
        this.ledger.broken('two_holders', `${id} was taken while ${other.spec.id} holds ${dedup.key}`);
      }
    }
  }

  /** Who is named as the holder of a key must be one. */
  private checkHolder({ id, dedup }: NewJob, holder: string): void {
    const account = this.ledger.account(holder);
    const job = this.ns.jobs.get(holder);
    if (dedup === null || account.spec.dedup?.key !== dedup.key) {
      this.ledger.broken('no_holder', `${id} was refused for ${holder}, which asked for another key`);
    } else if (job === undefined || (!account.redriven && !this.mayHold(account, job))) {
      this.ledger.broken('no_holder', `${id} was refused for ${holder}, which let go of ${dedup.key}`);
    }
  }

  /** Whether a job that got its key when it was accepted has it still; of one that was redriven nobody can tell. */
  private mayHold({ spec: { dedup }, claims }: Account, job: MemoryJob): boolean {
    if (dedup === null || job.createdAt + (dedup.ttlMs ?? Infinity) <= this.ns.now) {
      return false;
    }
    switch (dedup.until) {
      case 'started':
        return claims === 0 && !isFinal(job.state);
      case 'finished':
        return !isFinal(job.state);
      case 'ttl':
        return job.state !== 'cancelled';
    }
  }

  /** How many jobs of a group of this queue may run at once. */
  groupLimit(queue: string): number {
    return this.groupLimits.get(queue) ?? 1;
  }

  private checkGroup(account: Account): void {
    const { id, group, queue } = account.spec;
    if (group === null) {
      return;
    }
    const others = [...this.ledger.accounts.values()].filter(
      ({ spec }) => spec.group === group && spec.queue === queue && spec.id !== id,
    );
    const now = this.ledger.storeTime;
    const running = others.filter(({ holder, leaseUntil }) => holder !== null && leaseUntil > now);
    if (running.length >= this.groupLimit(queue)) {
      const names = running.map(({ spec }) => spec.id).join();
      this.ledger.broken('group_overlap', `${id} starts in ${queue}/${group} while ${names} run`);
    }
    if (queue === STRICT_QUEUE) {
      this.checkOrder(account, others);
    }
  }

  /** In strict order, one at a time: whoever came before is over. */
  private checkOrder(account: Account, others: readonly Account[]): void {
    if (account.claims > 1 || account.redriven) {
      return;
    }
    for (const other of others) {
      const { id, priority, delayMs, dependsOn } = other.spec;
      const job = this.ns.jobs.get(id);
      if (
        other.arrival < account.arrival &&
        priority === account.spec.priority &&
        delayMs === null &&
        dependsOn.length === 0 &&
        !other.redriven &&
        job !== undefined &&
        !isFinal(job.state)
      ) {
        this.ledger.broken(
          'group_order',
          `${account.spec.id} starts while ${id}, which came before, is not over`,
        );
      }
    }
  }

  private checkRate({ spec: { id, queue } }: Account): void {
    const starts = this.starts.get(queue);
    if (starts === undefined) {
      return;
    }
    const { rate, times } = starts;
    const now = this.ledger.storeTime;
    times.push(now);
    const first = times.at(-1 - rate.limit);
    if (first !== undefined && now - first <= rate.perMs) {
      this.ledger.broken(
        'rate',
        `${id} is one of ${rate.limit + 1} starts of ${queue} within ${now - first} ms`,
      );
    }
  }

  /** Who came with dependencies starts once they are over as its policy wants; a second life does not wait. */
  private checkDependencies({ spec, redriven }: Account): void {
    if (redriven) {
      return;
    }
    for (const id of spec.dependsOn) {
      const { ends } = this.ledger.account(id);
      if (ends.size === 0 || (spec.onDependencyFailure !== 'run' && !ends.has('completed'))) {
        this.ledger.broken(
          'too_early',
          `${spec.id} starts, and ${id} ended as ${[...ends].join() || 'nothing'}`,
        );
      }
    }
  }

  /** When all is over: what was kept for the sake of others is gone. */
  checkLeftovers(): void {
    const { dedup, dependents, unblocking, queues, now } = this.ns;
    for (const [key, id] of dedup.entries(now)) {
      const job = this.ns.jobs.get(id);
      if (job === undefined || job.spec.dedup?.until !== 'ttl' || job.state === 'cancelled') {
        this.ledger.broken(
          'left_over',
          `dedup key ${key} is held by ${id}, ${job?.state ?? 'which is gone'}`,
        );
      }
    }
    if (dependents.size > 0 || unblocking.length > 0) {
      this.ledger.broken('left_over', `${[...dependents.keys()].join()} are waited for`);
    }
    for (const queue of queues.values()) {
      const groups = queue.groups.entries().map(([name]) => name);
      if (groups.length > 0 || queue.parked.size > 0 || queue.expiry.size > 0) {
        this.ledger.broken('left_over', `${queue.name}: groups ${groups.join()}, or parked or expiring jobs`);
      }
    }
  }
}
