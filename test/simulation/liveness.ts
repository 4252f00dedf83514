import { DEFAULT_TIMEOUT_MS } from '../../src/core/job';
import type { JobState } from '../../src/core/states';
import type { MemoryJob } from '../support/memory-store/memory-job';
import type { MemoryNamespace } from '../support/memory-store/memory-namespace';
import type { MemoryQueue } from '../support/memory-store/memory-queue';
import type { Ledger } from './ledger';
import type { Plan } from './plan';
import type { SimNode } from './sim-node';

/**
 * Once nothing fails, work that may start does so within this (ms). Less than a worker's longest wait for work:
 * so what is only found by that poll, and was told to nobody, is late.
 */
const START_WITHIN_MS = 800;

/** A job put aside waits for a worker that knows its type; the wake may go to another, so this is the poll's (ms). */
const UNPARK_WITHIN_MS = 2_000;

/** What the end of a job means for others comes in steps, by any worker's next call (ms). */
const RELEASE_WITHIN_MS = 2_000;

const WAITS: Partial<Record<JobState, number>> = { queued: START_WITHIN_MS, blocked: UNPARK_WITHIN_MS };

/** Until every loop has seen that the faults are over (ms): a lost answer, a pause between tries, a lost wait. */
export const RECOVERY_MS = 5_000;

/** What was under way when the faults ended gets this long on top of a lease (ms). */
const SETTLE_MS = 10_000;

const EVERY_MS = 200;

/**
 * After the faults: nothing waits while somebody has room for it, nothing is overdue, nothing runs for ever.
 */
export class Liveness {
  /** When a queue was last held back by its own settings (epoch ms). */
  private readonly heldBack = new Map<MemoryQueue, number>();
  /** Jobs that wait for nothing, and since when they were seen to (epoch ms). */
  private readonly inVainSince = new Map<MemoryJob, number>();

  constructor(
    private readonly plan: Plan,
    private readonly ns: MemoryNamespace,
    private readonly ledger: Ledger,
    private readonly nodes: readonly SimNode[],
  ) {}

  static readonly everyMs = EVERY_MS;

  /** To be called each {@link Liveness.everyMs} once it is calm. */
  check(calmForMs: number): void {
    // Only the first node is sure to serve all queues and types.
    const roomForMs = this.nodes[0]?.roomForMs() ?? 0;
    const quietForMs = Math.min(calmForMs, this.nodes[0]?.upForMs() ?? 0);
    for (const queue of this.ns.queues.values()) {
      if (
        queue.settings.paused !== null ||
        queue.settings.concurrency !== null ||
        queue.settings.rate !== null ||
        !this.heldBack.has(queue)
      ) {
        this.heldBack.set(queue, this.ns.now);
      }
      const rangAt = queue.alarm('rate', this.ns.retention) ?? Infinity;
      if (quietForMs > RECOVERY_MS && this.ns.now - rangAt > RELEASE_WITHIN_MS) {
        this.ledger.broken('stuck', `${queue.name} may start jobs again and is not looked at`);
      }
    }
    for (const job of this.ns.jobs.values()) {
      if (quietForMs > RECOVERY_MS) {
        this.checkWaiting(job, roomForMs);
        this.checkBlocked(job);
      }
      if (quietForMs > this.plan.leaseMs + this.plan.reapMs + SETTLE_MS) {
        this.checkRunning(job);
      }
    }
  }

  private checkWaiting(job: MemoryJob, roomForMs: number): void {
    const queue = this.ns.queueOf(job);
    const waits = Math.min(this.ns.now - Math.max(job.since, this.heldBack.get(queue) ?? 0), roomForMs);
    const limit = job.state === 'blocked' && !isParked(queue, job) ? undefined : WAITS[job.state];
    if (limit !== undefined && waits > limit) {
      this.stuck(job, `waits for ${waits} ms while there is room`);
    }
    if (job.state === 'scheduled' && this.overdue(job) > START_WITHIN_MS) {
      this.stuck(job, `is due for ${this.overdue(job)} ms`);
    }
  }

  /** Who waits for other jobs must not wait when there are none to wait for any more. */
  private checkBlocked(job: MemoryJob): void {
    const inVain = job.state === 'blocked' && (job.waits ? this.isReleased(job) : !this.isHeldByGroup(job));
    if (!inVain) {
      this.inVainSince.delete(job);
      return;
    }
    const since = this.inVainSince.get(job) ?? this.ns.now;
    this.inVainSince.set(job, since);
    if (this.ns.now - since > RELEASE_WITHIN_MS) {
      this.stuck(job, job.waits ? 'waits for jobs that are over' : 'waits for a place in an empty group');
    }
  }

  /** All that it depends on has ended since it came, or was over by then. */
  private isReleased({ spec }: MemoryJob): boolean {
    const { arrivedAt } = this.ledger.account(spec.id);
    return spec.dependsOn.every((id) => {
      const { final, endedAt } = this.ledger.account(id);
      return final || endedAt > arrivedAt;
    });
  }

  private isHeldByGroup(job: MemoryJob): boolean {
    const queue = this.ns.queueOf(job);
    return (
      isParked(queue, job) ||
      [...this.ns.jobs.values()].some(
        (other) =>
          other.spec.group === job.spec.group &&
          other.spec.queue === job.spec.queue &&
          (other.state === 'queued' ||
            other.state === 'in_progress' ||
            other.state === 'scheduled' ||
            isParked(queue, other)),
      )
    );
  }

  private checkRunning(job: MemoryJob): void {
    if (job.state !== 'in_progress') {
      return;
    }
    const age = this.ns.now - job.since;
    if (this.overdue(job) > this.plan.reapMs + START_WITHIN_MS) {
      this.stuck(job, `is lapsed for ${this.overdue(job)} ms`);
    } else if (age > (job.spec.timeoutMs ?? DEFAULT_TIMEOUT_MS) + SETTLE_MS) {
      this.stuck(job, `runs for ${age} ms`);
    }
  }

  private overdue(job: MemoryJob): number {
    return this.ns.now - (this.ns.queueOf(job).set(job.state).scoreOf(job) ?? Infinity);
  }

  private stuck({ state, spec }: MemoryJob, why: string): void {
    this.ledger.broken('stuck', `${spec.id}, ${state}, ${why}`);
  }
}

/** It waits for a worker that knows its type. */
function isParked(queue: MemoryQueue, { spec: { id, type } }: MemoryJob): boolean {
  return [...(queue.parked.get(type) ?? [])].some(({ job }) => job.spec.id === id);
}
