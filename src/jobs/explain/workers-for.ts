import type { JobFacts } from '../../core/job-facts';
import type { WorkerRecord } from '../../core/worker-info';
import { count, reason, type Reason } from './reason';

/** Why no worker takes the job now, as far as the living ones are to blame; null if one has a free slot. */
export function workerReason({ job, workers }: JobFacts): Reason | null {
  const claiming = workers.filter(({ state }) => state === 'running');
  if (claiming.length === 0) {
    const draining = workers.length === 0 ? '' : ` (${workers.length} shut down)`;
    return reason('no_worker_alive', `no worker is alive that takes jobs${draining}`, {
      draining: workers.length,
    });
  }
  const serving = claiming.filter((worker) => serves(worker, job.queue));
  if (serving.length === 0) {
    return reason('no_worker_for_queue', `none of the ${count(claiming.length, 'worker')} serves its queue`, {
      queue: job.queue,
      workers: claiming.length,
    });
  }
  const able = serving.filter((worker) => knows(worker, job.type));
  if (able.length === 0) {
    const types = [...new Set(serving.flatMap((worker) => worker.types))].sort();
    return reason(
      'no_worker_for_type',
      `no living worker of its queue knows the type ${job.type} (they know ${types.join(', ')})`,
      { type: job.type, known_types: types },
    );
  }
  const slots = able.reduce((sum, worker) => sum + worker.slots, 0);
  const running = able.reduce((sum, worker) => sum + worker.running, 0);
  return running < slots
    ? null
    : reason('workers_busy', `all ${count(slots, 'slot')} of the workers that could run it are taken`, {
        slots,
        running,
      });
}

function serves({ queues }: WorkerRecord, name: string): boolean {
  return queues === '*' || queues.some(({ queue }) => queue === name);
}

/** A worker of a release that named no types is one that may know any. */
function knows({ types }: WorkerRecord, type: string): boolean {
  return types.length === 0 || types.includes(type);
}
