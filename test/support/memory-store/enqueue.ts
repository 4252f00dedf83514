import type { NewJob } from '../../../src/core/job';
import type { EnqueueAllAnswer, EnqueueAnswer, EnqueueLimits } from '../../../src/core/enqueue-answer';
import { drainWaitMs } from './drain-estimate';
import { depend, unknownDependencies } from './dependencies';
import { type MemoryJob, newMemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import { MemoryQueue } from './memory-queue';
import { namespaceFull, type SpaceCall } from './space';
import { drop, isLate, type Room, victimsFor } from './overflow';

/** What one call remembers: its estimates of when there is room, one a queue, and the queues that it made. */
interface Call extends SpaceCall {
  /** Whether full queues make room. */
  readonly mayDrop: boolean;
  readonly waits: Map<string, number>;
  readonly made: Set<string>;
}

/** Accepts jobs: a known id first, then a dedup key that is held, then the limits on depth, bytes, the namespace and rate, in this order. */
export function enqueue(
  ns: MemoryNamespace,
  jobs: readonly NewJob[],
  limits: EnqueueLimits,
): EnqueueAnswer[] {
  const call: Call = { mayDrop: true, waits: new Map(), made: new Set(), namespaceWait: null };
  return jobs.map((job) => enqueueOne(ns, job, limits, call));
}

function enqueueOne(ns: MemoryNamespace, spec: NewJob, limits: EnqueueLimits, call: Call): EnqueueAnswer {
  const known = ns.jobs.get(spec.id);
  if (known !== undefined) {
    const outcome = known.spec.contentHash === spec.contentHash ? 'duplicate' : 'conflict';
    return { outcome, state: known.state, queue: known.spec.queue };
  }
  const holder = ns.dedup.holderFor(spec, ns.now);
  if (holder !== null) {
    const { id, queue } = holder.spec;
    return { outcome: 'duplicate', state: holder.state, queue, holder: id };
  }
  const unknown = unknownDependencies(ns, spec);
  if (unknown.length > 0) {
    return { outcome: 'unknown_dependency', indexes: unknown };
  }
  const queue = ns.queues.get(spec.queue) ?? new MemoryQueue(spec.queue, 0);
  const over = limitReached(queue, spec, limits);
  const victims =
    over === null ? [] : call.mayDrop ? victimsFor(ns, queue, spec, roomOf(queue, limits)) : null;
  const full = victims === null ? over : limits.maxDepth >= 0 && isLate(ns, queue) ? 'age' : null;
  if (full !== null) {
    const retryAfterMs = call.waits.get(spec.queue) ?? roomInMs(ns, spec.queue, limits, call);
    call.waits.set(spec.queue, retryAfterMs);
    return { outcome: 'queue_full', limit: full, retryAfterMs };
  }
  const crowded = namespaceFull(ns, spec, [], limits, call);
  if (crowded !== null) {
    return crowded;
  }
  const retryAfterMs = chargeRate(ns, limits);
  if (retryAfterMs > 0) {
    return { outcome: 'rate_limited', retryAfterMs: Math.ceil(retryAfterMs) };
  }
  drop(ns, victims ?? []);
  if (!ns.queues.has(spec.queue)) {
    call.made.add(spec.queue);
  }
  return { outcome: 'created', state: store(ns, spec) };
}

/** All or none: what would become of each job, as far as it depends on those before, is looked at first. */
export function enqueueAll(
  ns: MemoryNamespace,
  jobs: readonly NewJob[],
  limits: EnqueueLimits,
): EnqueueAllAnswer {
  const call: Call = { mayDrop: false, waits: new Map(), made: new Set(), namespaceWait: null };
  const planned: NewJob[] = [];
  for (const [index, spec] of jobs.entries()) {
    const answer = refusalBeside(ns, spec, planned, limits, call);
    if (answer !== null) {
      return { outcome: 'refused', index, answer };
    }
  }
  return { outcome: 'stored', answers: jobs.map((job) => enqueueOne(ns, job, limits, call)) };
}

/** Why a job would be refused if those that are planned were stored; adds it to them if it would be, too. */
function refusalBeside(
  ns: MemoryNamespace,
  spec: NewJob,
  planned: NewJob[],
  limits: EnqueueLimits,
  call: Call,
): EnqueueAnswer | null {
  const same = planned.find(({ id }) => id === spec.id);
  if (same !== undefined) {
    const conflict = { outcome: 'conflict', state: 'queued', queue: same.queue } as const;
    return same.contentHash === spec.contentHash ? null : conflict;
  }
  const known = ns.jobs.get(spec.id);
  if (known !== undefined) {
    const conflict = { outcome: 'conflict', state: known.state, queue: known.spec.queue } as const;
    return known.spec.contentHash === spec.contentHash ? null : conflict;
  }
  const isHeld = planned.some(({ dedup }) => dedup !== null && dedup.key === spec.dedup?.key);
  if (isHeld || ns.dedup.holderFor(spec, ns.now) !== null) {
    return null;
  }
  const indexes = unknownDependencies(ns, spec).filter(
    (at) => !planned.some(({ id }) => id === spec.dependsOn[at]),
  );
  if (indexes.length > 0) {
    return { outcome: 'unknown_dependency', indexes };
  }
  const queue = ns.queues.get(spec.queue) ?? new MemoryQueue(spec.queue, 0);
  const beside = planned.filter((job) => job.queue === spec.queue);
  const { maxDepth, maxBytes } = roomOf(queue, limits);
  const bytes = [...beside, spec].reduce((sum, job) => sum + Buffer.byteLength(job.payload), queue.bytes);
  const limit =
    queue.depth + beside.length >= maxDepth
      ? 'depth'
      : bytes > maxBytes
        ? 'bytes'
        : isLate(ns, queue)
          ? 'age'
          : null;
  if (limit !== null) {
    return { outcome: 'queue_full', limit, retryAfterMs: roomInMs(ns, spec.queue, limits, call) };
  }
  const crowded = namespaceFull(ns, spec, planned, limits, call);
  if (crowded !== null) {
    return crowded;
  }
  const cell = limits.ratePerSecond > 0 ? 1000 / limits.ratePerSecond : 0;
  const fullAt = Math.max(ns.now, ns.bucketFullAt) + planned.length * cell;
  const wait = cell === 0 ? 0 : fullAt + cell - limits.rateBurst * cell - ns.now;
  planned.push(spec);
  return wait > 0 ? { outcome: 'rate_limited', retryAfterMs: Math.ceil(wait) } : null;
}

function roomOf({ settings }: MemoryQueue, limits: EnqueueLimits): Room {
  if (limits.maxDepth < 0) {
    return { maxDepth: Infinity, maxBytes: Infinity };
  }
  return {
    maxDepth: settings.maxDepth ?? limits.maxDepth,
    maxBytes: settings.maxBytes ?? limits.maxBytes,
  };
}

function limitReached(queue: MemoryQueue, spec: NewJob, limits: EnqueueLimits): 'depth' | 'bytes' | null {
  const { maxDepth, maxBytes } = roomOf(queue, limits);
  if (queue.depth >= maxDepth) {
    return 'depth';
  }
  return queue.bytes + Buffer.byteLength(spec.payload) > maxBytes ? 'bytes' : null;
}

function roomInMs(ns: MemoryNamespace, name: string, limits: EnqueueLimits, call: Call): number {
  // A queue that this very call made has no past to judge by.
  const queue = call.made.has(name) ? undefined : ns.queues.get(name);
  return Math.ceil(drainWaitMs(queue, queue?.settings.maxDepth ?? limits.maxDepth, ns.now));
}

/**
 * The generic cell rate algorithm (ITU-T I.371): a bucket that is full again at `bucketFullAt`. Takes one job
 * from it, or answers how long it would have to wait (ms).
 */
function chargeRate(ns: MemoryNamespace, limits: EnqueueLimits): number {
  if (limits.ratePerSecond <= 0) {
    return 0;
  }
  const cell = 1000 / limits.ratePerSecond;
  const fullAt = Math.max(ns.now, ns.bucketFullAt);
  const wait = Math.max(0, fullAt + cell - limits.rateBurst * cell - ns.now);
  if (wait === 0) {
    ns.bucketFullAt = fullAt + cell;
  }
  return wait;
}

function store(ns: MemoryNamespace, spec: NewJob): 'queued' | 'scheduled' | 'blocked' {
  const queue = ns.queue(spec.queue);
  const dueAt = spec.delayMs === null ? (spec.runAt ?? 0) : ns.now + spec.delayMs;
  const job = newMemoryJob(spec, ns.now, 0);
  depend(ns, job, dueAt > ns.now ? dueAt : null);
  ns.jobs.set(spec.id, job);
  ns.dedup.take(job, ns.now);
  const state = job.waits ? 'blocked' : dueAt > ns.now ? 'scheduled' : enterLine(ns, queue, job);
  const dueBefore = queue.alarm('due', ns.retention);
  queue.add(job, state, { queued: job.order, scheduled: dueAt, blocked: ns.now }[state]);
  queue.index?.add(job);
  queue.count('enqueued');
  if (job.expiresAt !== null) {
    queue.expiry.set(job, job.expiresAt);
  }
  ns.touch(queue);
  ns.announceDue(queue, dueBefore);
  return state;
}

function enterLine(ns: MemoryNamespace, queue: MemoryQueue, job: MemoryJob): 'queued' | 'blocked' {
  job.order = ns.endOfLine(job.spec.priority);
  return queue.groups.enter(ns, job) ? 'queued' : 'blocked';
}
