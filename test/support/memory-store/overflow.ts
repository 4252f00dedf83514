import type { NewJob } from '../../../src/core/job';
import type { MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import type { MemoryQueue } from './memory-queue';

const DROPPED = { code: 'dropped', message: 'its queue was full, and it gave way to another job' };
const MOST_VICTIMS = 100;

/** Most waiting jobs of a queue, and most bytes. */
export interface Room {
  readonly maxDepth: number;
  readonly maxBytes: number;
}

/** The jobs of a full queue that have to go so that a new one fits; null if it is to be refused. */
export function victimsFor(
  ns: MemoryNamespace,
  queue: MemoryQueue,
  spec: NewJob,
  room: Room,
): MemoryJob[] | null {
  const { overflow } = queue.settings;
  const size = Buffer.byteLength(spec.payload);
  const excess = queue.depth + 1 - room.maxDepth;
  if (overflow === null || overflow === 'reject') {
    return null;
  }
  if (size > room.maxBytes || room.maxDepth < 1 || excess > MOST_VICTIMS) {
    return null;
  }
  ns.commit();
  const victims: MemoryJob[] = [];
  let bytes = queue.bytes + size;
  for (const job of inOrderOfGoing(queue, overflow === 'drop_oldest')) {
    if (victims.length >= excess && bytes <= room.maxBytes) {
      break;
    }
    const { priority } = job.spec;
    if (priority > spec.priority || (overflow === 'shed_low_priority' && priority === spec.priority)) {
      return null;
    }
    victims.push(job);
    bytes -= job.payloadBytes;
  }
  const enough = victims.length >= excess && bytes <= room.maxBytes && victims.length <= MOST_VICTIMS;
  return enough ? victims : null;
}

function inOrderOfGoing(queue: MemoryQueue, oldestFirst: boolean): MemoryJob[] {
  const line = [...queue.set('queued')].map(({ job }) => job).reverse();
  // Stable: within a priority, the oldest is in front then.
  return oldestFirst ? line.reverse().sort((a, b) => a.spec.priority - b.spec.priority) : line;
}

export function drop(ns: MemoryNamespace, victims: readonly MemoryJob[]): void {
  for (const job of victims) {
    ns.endWaiting(job, 'failed', DROPPED);
    ns.queueOf(job).count('dropped');
  }
}

/** Whether the first in line of a priority waits there for longer than the queue allows. */
export function isLate(ns: MemoryNamespace, queue: MemoryQueue): boolean {
  const { maxAgeMs } = queue.settings;
  if (maxAgeMs === null) {
    return false;
  }
  ns.commit();
  const heads = new Map<number, MemoryJob>();
  for (const { job } of queue.set('queued')) {
    if (!heads.has(job.spec.priority)) {
      heads.set(job.spec.priority, job);
    }
  }
  return [...heads.values()].some((job) => ns.now - job.since > maxAgeMs);
}
