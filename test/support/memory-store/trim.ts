import type { SweepAnswer } from '../../../src/core/job-store';
import type { MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import { keptMs, type MemoryQueue } from './memory-queue';

/** Dead letters go last. */
const ORDER = ['completed', 'cancelled', 'failed'] as const;

/** Queues in one step under pressure. */
const QUEUES_AT_ONCE = 16;

/** Outcomes of one queue that are too old, too many, or too large together; with `pressure` younger ones too. */
export function trimQueue(ns: MemoryNamespace, queue: MemoryQueue, max: number, pressure: boolean): number {
  const { now } = ns;
  const retention = queue.keeps(ns.retention);
  const before = ns.jobs.size;
  const left = () => max - (before - ns.jobs.size);
  for (const state of ORDER) {
    const set = queue.set(state);
    const tooOld = set.upTo(now - keptMs(state, retention)).length;
    const tooMany = set.size - retention.count;
    removeOutcomes(ns, queue, set.first(Math.min(left(), Math.max(tooOld, tooMany))));
  }
  for (const state of ORDER) {
    for (const job of queue.set(state).first(left())) {
      if (queue.keptBytes > retention.bytes) {
        removeOutcomes(ns, queue, [job]);
      }
    }
  }
  if (pressure) {
    for (const state of ['completed', 'cancelled'] as const) {
      removeOutcomes(ns, queue, queue.set(state).first(left()));
    }
  }
  return before - ns.jobs.size;
}

/** Takes outcomes out, with the dedup keys that they hold. */
export function removeOutcomes(ns: MemoryNamespace, queue: MemoryQueue, jobs: readonly MemoryJob[]): void {
  for (const job of jobs) {
    queue.remove(job);
    ns.jobs.delete(job.spec.id);
    ns.dedup.letGo(job);
    ns.touch(queue);
  }
}

/**
 * Memory is short: outcomes go queue by queue, a few queues in each step, starting after `after`.
 *
 * @param kept how many of `max` the ordinary retention took before.
 */
export function trimUnderPressure(
  ns: MemoryNamespace,
  max: number,
  kept: number,
  after: string,
): SweepAnswer & { readonly last: string } {
  const queues = [...ns.queues.values()]
    .filter(({ name }) => name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, QUEUES_AT_ONCE);
  let moved = kept;
  let last = '';
  for (const queue of queues) {
    if (moved < max) {
      moved += trimQueue(ns, queue, Math.min(max - moved, Math.ceil(max / queues.length)), true);
      last = queue.name;
    }
  }
  return { moved, more: queues.length > 0, last };
}
