import { WORKER_ALIVE_MS } from '../../../src/core/worker-info';
import type { DeleteQueueAnswer, PurgeableState, PurgeAnswer } from '../../../src/core/purge';
import { isWaiting } from '../../../src/core/states';
import type { MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import { beginIndex } from './search-index';
import { removeOutcomes } from './trim';

/** Jobs in one of these states are gone, once all of them that wait are cancelled. */
export function purge(
  ns: MemoryNamespace,
  ids: readonly string[],
  states: readonly PurgeableState[],
): PurgeAnswer[] {
  const doomed = new Set<MemoryJob>();
  const answers = ids.map((id): PurgeAnswer => {
    const job = ns.jobs.get(id);
    if (job === undefined || doomed.has(job)) {
      return { result: 'not_found' };
    }
    if (!(states as readonly string[]).includes(job.state)) {
      return { result: 'wrong_state', state: job.state };
    }
    if (isWaiting(job.state)) {
      ns.endWaiting(job, 'cancelled', job.error);
    }
    doomed.add(job);
    return { result: 'removed' };
  });
  ns.commit();
  for (const job of doomed) {
    removeOutcomes(ns, ns.queueOf(job), [job]);
  }
  return answers;
}

/** An empty queue that no living worker names is gone; the sums of the namespace stay. */
export function deleteQueue(ns: MemoryNamespace, name: string): DeleteQueueAnswer {
  const queue = ns.queues.get(name);
  if (queue === undefined) {
    return { result: 'not_found' };
  }
  const jobs = Object.values(queue.stateSizes()).reduce((sum, n) => sum + n, 0);
  if (jobs > 0) {
    return { result: 'not_empty', jobs };
  }
  const worker = [...ns.workers.values()].find(
    ({ info, seenAt, retired }) =>
      !retired &&
      seenAt >= ns.now - (info.aliveMs ?? WORKER_ALIVE_MS) &&
      info.queues !== '*' &&
      info.queues.some(({ queue: named }) => named === name),
  );
  if (worker !== undefined) {
    return { result: 'in_use', worker: worker.info.id };
  }
  beginIndex(ns, queue, null);
  ns.queues.delete(name);
  ns.deletedQueues.push(queue);
  return { result: 'deleted' };
}
