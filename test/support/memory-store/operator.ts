import { isDeepStrictEqual } from 'node:util';
import { WORKER_ID_LENGTH } from '../../../src/core/claim';
import type { CancelAnswer, RedriveAnswer } from '../../../src/core/control-answer';
import type { QueueSettings } from '../../../src/core/queue-settings';
import {
  type Announcement,
  type AttendAnswer,
  WORKER_ALIVE_MS,
  WORKER_KEPT_MS,
  type WorkerInfo,
  type WorkerRecord,
} from '../../../src/core/worker-info';
import { isFinal } from '../../../src/core/states';
import type { MemoryNamespace } from './memory-namespace';
import { NO_SETTINGS } from './memory-queue';
import { hasCallbacks } from './place-line';
import { beginIndex } from './search-index';
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
    const result = ns.enterLine(job);
    job.error = null;
    job.progress = null;
    job.retries = 0;
    job.lapses = 0;
    job.snoozes = 0;
    ns.dedup.take(job, ns.now);
    return { result };
  });
}

/** A worker's regular call: alive, its cancel requests, and a token where one got lost. */
export function attend(ns: MemoryNamespace, worker: WorkerInfo): AttendAnswer {
  ns.workers.set(worker.id, { info: worker, seenAt: ns.now, retired: false });
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
  if (ns.concurrency === null) {
    ns.places.clear();
  } else {
    ns.places.giveRoom(ns);
  }
  if (ns.turns.length > 0) {
    ns.pushToken(ALL_QUEUES, hasCallbacks(ns));
    for (const { queue } of worker.queues === '*' ? [] : worker.queues) {
      if (ns.turns.includes(queue)) {
        ns.pushToken(queueKey(queue));
      }
    }
  }
  return { cancelled: requests.slice(0, REQUESTS_AT_ONCE), nextAlarmMs: ns.nextAlarmMs() };
}

/** Remote workers: heard of, and what is known of them. */
export function announce(ns: MemoryNamespace, workers: readonly Announcement[]): void {
  for (const { id, info } of workers) {
    const before = ns.workers.get(id);
    if (info !== null) {
      ns.workers.set(id, { info, seenAt: ns.now, retired: false });
    } else if (before?.retired === false) {
      ns.workers.set(id, { ...before, seenAt: ns.now });
    }
  }
}

/** The worker is gone; its name stays. */
export function retire(ns: MemoryNamespace, workerId: string): void {
  const worker = ns.workers.get(workerId);
  if (worker !== undefined) {
    ns.workers.set(workerId, { ...worker, retired: true });
  }
  ns.cancelRequests.delete(workerId);
}

/** Sets what is given of a queue's settings, and makes the queue. */
export function configureQueue(
  ns: MemoryNamespace,
  name: string,
  settings: Partial<QueueSettings>,
  expected?: QueueSettings,
  by: string | null = null,
): boolean {
  const before = ns.queues.get(name)?.settings ?? NO_SETTINGS;
  const merged = { ...before, ...settings };
  // Not paused is what a queue is without the setting.
  const after = { ...merged, paused: merged.paused === true ? true : null };
  if (expected !== undefined && !sameSettings(before, after) && !sameSettings(before, expected)) {
    return false;
  }
  const queue = ns.queue(name);
  if (after.paused !== before.paused) {
    queue.pausedAt = after.paused === true ? ns.now : null;
    queue.pausedBy = after.paused === true ? by : null;
  }
  if (after.priorityAgeingMs !== null && before.priorityAgeingMs === null) {
    queue.ageingSince = ns.now;
  }
  queue.settings = after;
  if (!isDeepStrictEqual(after.index, before.index)) {
    beginIndex(ns, queue, after.index);
  }
  const rateChanged = !isDeepStrictEqual(after.groupRate, before.groupRate);
  if (rateChanged && after.groupRate === null) {
    queue.groups.liftRates();
  }
  if ((after.groupConcurrency ?? 1) > (before.groupConcurrency ?? 1) || rateChanged) {
    queue.groups.startWidening(ns);
  }
  if (!isDeepStrictEqual(after.rate, before.rate)) {
    queue.changeRate(ns.now);
  }
  ns.touch(queue);
  return true;
}

function sameSettings(a: QueueSettings, b: QueueSettings): boolean {
  return (Object.keys(NO_SETTINGS) as (keyof QueueSettings)[]).every((name) =>
    isDeepStrictEqual(a[name], b[name]),
  );
}

/** Those that did not retire and were heard of lately, the latest first. */
export function workersOf(ns: MemoryNamespace): WorkerRecord[] {
  return [...ns.workers.values()]
    .filter(({ seenAt, retired }) => !retired && seenAt >= ns.now - WORKER_KEPT_MS)
    .map(({ info, seenAt }) => {
      const alive = seenAt >= ns.now - (info.aliveMs ?? WORKER_ALIVE_MS);
      return { ...info, lastSeenAt: seenAt, alive };
    })
    .filter(({ alive, kind }) => alive || kind !== 'remote')
    .sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.id < b.id ? 1 : -1));
}
