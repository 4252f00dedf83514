import type { MemoryNamespace } from '../support/memory-store/memory-namespace';
import { DEFAULT_TIMEOUT_MS } from '../../src/core/job';
import type { Ledger } from './ledger';
import type { Plan } from './plan';
import type { SimNode } from './sim-node';

/**
 * Once nothing fails, work that may start does so within this (ms). Less than a worker's longest wait for work:
 * so what is only found by that poll, and was told to nobody, is late.
 */
const START_WITHIN_MS = 800;

/** What was under way when the faults ended gets this long on top of a lease (ms). */
const SETTLE_MS = 10_000;

const EVERY_MS = 200;

/**
 * After the faults: nothing waits while somebody has room for it, nothing is overdue, nothing runs for ever.
 */
export class Liveness {
  private hadRoom = 0;

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
    this.hadRoom = this.nodes[0]?.hasRoom === true ? this.hadRoom + 1 : 0;
    if (calmForMs < this.plan.leaseMs + this.plan.reapMs + SETTLE_MS) {
      return;
    }
    for (const job of this.ns.jobs.values()) {
      const queue = this.ns.queueOf(job);
      const age = this.ns.now - job.since;
      const score = queue.set(job.state).scoreOf(job) ?? 0;
      const overdue = this.ns.now - score;
      switch (job.state) {
        case 'queued':
        case 'blocked':
          if (queue.startRoom() > 0 && age > START_WITHIN_MS && this.hadRoom * EVERY_MS > START_WITHIN_MS) {
            this.stuck(job.spec.id, `${job.state} for ${age} ms while there is room`);
          }
          break;
        case 'scheduled':
          if (overdue > START_WITHIN_MS) {
            this.stuck(job.spec.id, `due for ${overdue} ms`);
          }
          break;
        case 'in_progress':
          if (overdue > this.plan.reapMs + START_WITHIN_MS) {
            this.stuck(job.spec.id, `lapsed for ${overdue} ms`);
          } else if (age > (job.spec.timeoutMs ?? DEFAULT_TIMEOUT_MS) + SETTLE_MS) {
            this.stuck(job.spec.id, `in progress for ${age} ms`);
          }
          break;
        default:
          break;
      }
    }
  }

  private stuck(id: string, why: string): void {
    this.ledger.broken('stuck', `${id} is ${why}`);
  }
}
