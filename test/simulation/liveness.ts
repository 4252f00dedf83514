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

  constructor(
    private readonly plan: Plan,
    private readonly ns: MemoryNamespace,
    private readonly ledger: Ledger,
    private readonly nodes: readonly SimNode[],
  ) {}

  static readonly everyMs = EVERY_MS;

  /** To be called each {@link Liveness.everyMs} once it is calm. */
  check(calmForMs: number): void {
    for (const queue of this.ns.queues.values()) {
      if (
        queue.settings.paused !== null ||
        queue.settings.concurrency !== null ||
        !this.heldBack.has(queue)
      ) {
        this.heldBack.set(queue, this.ns.now);
      }
    }
    // Only the first node is sure to serve all queues and types.
    const roomForMs = this.nodes[0]?.roomForMs() ?? 0;
    const quietForMs = Math.min(calmForMs, this.nodes[0]?.upForMs() ?? 0);
    for (const job of this.ns.jobs.values()) {
      if (quietForMs > RECOVERY_MS) {
        this.checkWaiting(job, roomForMs);
      }
      if (quietForMs > this.plan.leaseMs + this.plan.reapMs + SETTLE_MS) {
        this.checkRunning(job);
      }
    }
  }

  private checkWaiting(job: MemoryJob, roomForMs: number): void {
    const queue = this.ns.queueOf(job);
    const waits = Math.min(this.ns.now - Math.max(job.since, this.heldBack.get(queue) ?? 0), roomForMs);
    const limit = WAITS[job.state];
    if (limit !== undefined && waits > limit) {
      this.stuck(job, `waits for ${waits} ms while there is room`);
    }
    if (job.state === 'scheduled' && this.overdue(job) > START_WITHIN_MS) {
      this.stuck(job, `is due for ${this.overdue(job)} ms`);
    }
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
