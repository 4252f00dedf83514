import type { RescheduleAnswer, Rescheduling } from '../../../src/core/control-answer';
import { isFinal } from '../../../src/core/states';
import type { MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import { PRIORITY_STEP } from './memory-queue';
import { serveAlarms } from './sweeps';

/** Most due jobs that are queued together with the one that was made due. */
const SERVED = 100;

/** Changes when a waiting job may start, or its priority. */
export function reschedule(ns: MemoryNamespace, id: string, change: Rescheduling): RescheduleAnswer {
  const job = ns.jobs.get(id);
  if (job === undefined) {
    return { result: 'not_found' };
  }
  const due = change.delayMs === null ? change.runAt : ns.now + change.delayMs;
  if (isFinal(job.state) || job.state === 'in_progress' || (due !== null && job.state === 'blocked')) {
    return { result: 'wrong_state', state: job.state };
  }
  if (change.priority !== null) {
    setPriority(ns, job, change.priority);
  }
  if (due !== null) {
    setDue(ns, job, due);
  }
  return { result: 'ok', state: job.state };
}

function setPriority(ns: MemoryNamespace, job: MemoryJob, priority: number): void {
  job.spec = { ...job.spec, priority };
  job.order = (100 - priority) * PRIORITY_STEP + (job.order % PRIORITY_STEP);
  const queue = ns.queueOf(job);
  if (job.state === 'queued') {
    queue.set('queued').set(job, job.order);
    return;
  }
  // A blocked job need not be among those of an unknown type.
  const parked = queue.parked.get(job.spec.type);
  if ((parked?.scoreOf(job) ?? null) !== null) {
    parked?.set(job, job.order);
  }
  queue.groups.reorder(job);
}

function setDue(ns: MemoryNamespace, job: MemoryJob, due: number): void {
  const queue = ns.queueOf(job);
  if (job.state === 'queued') {
    if (due > ns.now) {
      // As if it had been sent for later.
      queue.groups.leave(job);
      ns.schedule(job, due);
    }
    return;
  }
  const before = queue.alarm('due', ns.retention);
  queue.set('scheduled').set(job, Math.max(due, ns.now));
  ns.announceDue(queue, before);
  if (due <= ns.now) {
    ns.commit();
    serveAlarms(ns, ['due'], SERVED);
  }
}
