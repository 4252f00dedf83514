import type { JobRecord, JobSummary } from '../core/job';
import type { WorkerRecord } from '../core/worker-info';
import type { RunningJobs } from './running-jobs';

/** A worker as clients read it. @param running null: not asked for */
export function workerView(worker: WorkerRecord, running: RunningJobs | null): Record<string, unknown> {
  const { drainLeftMs } = worker;
  return {
    id: worker.id,
    name: worker.name,
    kind: worker.kind ?? 'process',
    version: worker.version,
    state: worker.alive ? worker.state : 'lost',
    slots: worker.slots,
    running: worker.running,
    queues: worker.queues,
    types: worker.types,
    last_seen_at: time(worker.lastSeenAt),
    deadline_at: drainLeftMs === undefined ? null : time(worker.lastSeenAt + drainLeftMs),
    ...(running === null ? {} : { running_jobs: (running.of.get(worker.id) ?? []).map(runningView) }),
  };
}

function runningView(job: JobSummary | JobRecord): Record<string, unknown> {
  return {
    id: job.id,
    type: job.type,
    queue: job.queue,
    attempt: job.attemptCount,
    started_at: time(job.updatedAt),
    lease_expires_at: job.leaseExpiresAt === null ? null : time(job.leaseExpiresAt),
    cancel_requested: job.cancelRequested,
  };
}

function time(moment: number): string {
  return new Date(moment).toISOString();
}
