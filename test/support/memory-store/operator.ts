import {
  type AttendAnswer,
  type CancelAnswer,
  type QueueSettings,
  type RedriveAnswer,
  type WorkerInfo,
  WORKER_ID_LENGTH,
} from '../../../src/core/job-store';
import { isFinal } from '../../../src/core/states';
import type { MemoryNamespace } from './memory-namespace';
import { ALL_QUEUES, queueKey } from './wake-tokens';

/** A worker that does not fetch its requests for this long is gone; its lease lapses instead (ms). */
const REQUESTS_KEPT_MS = 120_000;
const REQUESTS_AT_ONCE = 500;
/** Names of workers stay known for a month after they were last seen (ms). */
const NAMES_KEPT_MS = 30 * 86_400_000;

/** Waiting jobs end at once; of running ones the worker is told. */
export function cancel(ns: MemoryNamespace, ids: readonly string[]): CancelAnswer[] {
  return ids.map((id) => {
    const job = ns.jobs.get(id);
    if (job === undefined) {
      return { result: 'not_found' };
    }
    if (isFinal(job.state)) {
      return { result: 'wrong_state', state: job.state };
    }
    if (job.state !== 'in_progress') {
      ns.endWaiting(job, 'cancelled', job.error);
      return { result: 'cancelled' };
    }
    if (!job.cancelRequested) {
      job.cancelRequested = true;
      requestCancel(ns, id, job.token ?? '');
    }
    return { result: 'cancel_requested' };
  });
}

function requestCancel(ns: MemoryNamespace, id: string, token: string): void {
  const worker = token.slice(0, WORKER_ID_LENGTH);
  const kept = liveRequests(ns, worker);
  ns.cancelRequests.set(worker, { leases: [...kept, { id, token }], until: ns.now + REQUESTS_KEPT_MS });
}

function liveRequests(ns: MemoryNamespace, worker: string) {
  const requests = ns.cancelRequests.get(worker);
  return requests === undefined || requests.until <= ns.now ? [] : requests.leases;
}

/** Failed and cancelled jobs get a second life, at the end of the line. */
export function redrive(ns: MemoryNamespace, ids: readonly string[]): RedriveAnswer[] {
  return ids.map((id) => {
    const job = ns.jobs.get(id);
    if (job === undefined) {
      return { result: 'not_found' };
    }
    if (job.state !== 'failed' && job.state !== 'cancelled') {
      return { result: 'wrong_state', state: job.state };
    }
    job.order = ns.endOfLine(job.spec.priority);
    ns.move(job, 'queued', job.order);
    job.error = null;
    job.progress = null;
    job.retries = 0;
    job.lapses = 0;
    job.snoozes = 0;
    return { result: 'queued' };
  });
}

/** A worker's regular call: alive, its cancel requests, and a token where one got lost. */
export function attend(ns: MemoryNamespace, worker: WorkerInfo): AttendAnswer {
  ns.workers.set(worker.id, { name: worker.name, seenAt: ns.now, alive: true });
  for (const [id, { seenAt }] of ns.workers) {
    if (seenAt <= ns.now - NAMES_KEPT_MS) {
      ns.workers.delete(id);
    }
  }
  const requests = liveRequests(ns, worker.id);
  const rest = requests.slice(REQUESTS_AT_ONCE);
  const until = ns.cancelRequests.get(worker.id)?.until ?? 0;
  if (rest.length > 0) {
    ns.cancelRequests.set(worker.id, { leases: rest, until });
  } else {
    ns.cancelRequests.delete(worker.id);
  }
  if (ns.turns.length > 0) {
    ns.tokens.push(ALL_QUEUES);
    for (const { queue } of worker.queues === '*' ? [] : worker.queues) {
      if (ns.turns.includes(queue)) {
        ns.tokens.push(queueKey(queue));
      }
    }
  }
  return { cancelled: requests.slice(0, REQUESTS_AT_ONCE), nextAlarmMs: ns.nextAlarmMs() };
}

/** The worker is gone; its name stays. */
export function retire(ns: MemoryNamespace, workerId: string): void {
  const worker = ns.workers.get(workerId);
  if (worker !== undefined) {
    ns.workers.set(workerId, { ...worker, alive: false });
  }
  ns.cancelRequests.delete(workerId);
}

/** Sets what is given of a queue's settings, and makes the queue. */
export function configureQueue(ns: MemoryNamespace, name: string, settings: Partial<QueueSettings>): void {
  const queue = ns.queue(name);
  const merged = { ...queue.settings, ...settings };
  // Not paused is what a queue is without the setting.
  queue.settings = { ...merged, paused: merged.paused === true ? true : null };
  ns.touch(queue);
}
