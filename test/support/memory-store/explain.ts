import { DRAIN_WINDOW_MS, type JobFacts } from '../../../src/core/job-facts';
import { FINAL_STATES } from '../../../src/core/states';
import { toRecord } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import type { MemoryQueue } from './memory-queue';
import { workersOf } from './operator';

/** A job, and all that decides when it goes on. */
export function explain(ns: MemoryNamespace, id: string): JobFacts | null {
  const job = ns.jobs.get(id);
  if (job === undefined) {
    return null;
  }
  const queue = ns.queueOf(job);
  return {
    job: toRecord(job, queue.set(job.state).scoreOf(job)),
    now: ns.now,
    paused: queue.settings.paused === true,
    pausedAt: queue.pausedAt,
    concurrency: queue.settings.concurrency,
    running: queue.set('in_progress').size,
    ahead: job.state === 'queued' ? queue.line.indexOf(job) : null,
    parked: (queue.parked.get(job.spec.type)?.scoreOf(job) ?? null) !== null,
    group: queue.groups.facts(job),
    rateAt: queue.limitedUntil(ns.now),
    groupRateAt: queue.groups.limitedUntil(ns, job),
    namespace: { concurrency: ns.concurrency, running: ns.counts().states.in_progress },
    ...drained(queue, ns.now),
    workers: workersOf(ns).filter(({ alive }) => alive),
  };
}

function drained(queue: MemoryQueue, now: number): Pick<JobFacts, 'finished' | 'finishedInMs'> {
  const ends = FINAL_STATES.flatMap((state) => [...queue.set(state)].map(({ score }) => score));
  const finished = ends.filter((at) => at >= now - DRAIN_WINDOW_MS).length;
  const whole = finished < ends.length;
  return { finished, finishedInMs: whole ? DRAIN_WINDOW_MS : Math.max(1_000, now - Math.min(now, ...ends)) };
}
