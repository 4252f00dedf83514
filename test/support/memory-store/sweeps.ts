import type { SweepAnswer } from '../../../src/core/job-store';
import { unblock } from './dependencies';
import { type MemoryJob, recordAttempt } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import type { AlarmKind, MemoryQueue } from './memory-queue';
import { trimQueue } from './trim';

const EXPIRED = { code: 'expired', message: 'not started before it expired' };
const LEASE_LAPSED = { code: 'lease_lapsed', message: 'worker lost too often' };

/** What is done when an alarm rings, for at most `max` jobs; each answers how many it took. */
const SERVE: Readonly<Record<AlarmKind, (ns: MemoryNamespace, queue: MemoryQueue, max: number) => number>> = {
  expiry: (ns, queue, max) => each(queue.expiry.upTo(ns.now, max), (job) => expireJob(ns, job)),
  lease: (ns, queue, max) => each(queue.set('in_progress').upTo(ns.now, max), (job) => lapse(ns, job)),
  due: (ns, queue, max) => each(queue.set('scheduled').upTo(ns.now, max), (job) => promoteJob(ns, job)),
  group: (ns, queue, max) => queue.groups.widen(ns, max),
  rate: (ns, queue) => {
    queue.armRate(ns.now);
    ns.touch(queue);
    return 0;
  },
  group_rate: (ns, queue, max) => queue.groups.serveRates(ns, max),
  retention: (ns, queue, max) => trimQueue(ns, queue, max, false),
};

function each(jobs: readonly MemoryJob[], act: (job: MemoryJob) => void): number {
  jobs.forEach(act);
  return jobs.length;
}

/** A waiting job was not started in time. */
export function expireJob(ns: MemoryNamespace, job: MemoryJob): void {
  ns.endWaiting(job, 'failed', EXPIRED);
}

function lapse(ns: MemoryNamespace, job: MemoryJob): void {
  recordAttempt(job, 'lapsed', ns.now, null);
  job.lapses += 1;
  ns.queueOf(job).count('lapsed');
  if (job.cancelRequested) {
    ns.finish(job, 'cancelled', job.error);
  } else if (job.lapses >= job.spec.maxLapses) {
    ns.finish(job, 'failed', LEASE_LAPSED);
  } else {
    ns.returnToQueue(job);
  }
}

function promoteJob(ns: MemoryNamespace, job: MemoryJob): void {
  ns.enterLine(job);
}

/** Serves what is due of these kinds, in this order, for up to `max` jobs. */
export function serveAlarms(
  ns: MemoryNamespace,
  kinds: readonly (AlarmKind | 'unblock')[],
  max: number,
): SweepAnswer {
  const due = kinds.flatMap((kind) => alarmsOf(ns, kind));
  let moved = 0;
  for (const serve of due) {
    if (moved < max) {
      moved += serve(max - moved);
      ns.commit();
    }
  }
  return { moved, more: moved >= max };
}

type Serve = (max: number) => number;

function alarmsOf(ns: MemoryNamespace, kind: AlarmKind | 'unblock'): Serve[] {
  if (kind === 'unblock') {
    return ns.unblocking.length > 0 ? [(max) => unblock(ns, max)] : [];
  }
  return ns
    .alarms(kind)
    .filter(({ at }) => at <= ns.now)
    .map(
      ({ queue }) =>
        (max) =>
          SERVE[kind](ns, queue, max),
    );
}
