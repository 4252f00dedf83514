import type { MemoryQueue } from './memory-queue';

const UNKNOWN_MS = 30_000;
const LONGEST_MS = 300_000;
const SAMPLE_MS = 1_000;

/**
 * When a full queue is to be expected to have room (ms): from the starts since the last look, which is taken
 * at most once a second; at the first look, from the average over the queue's life.
 */
export function drainWaitMs(queue: MemoryQueue | undefined, maxDepth: number, now: number): number {
  if (queue === undefined) {
    return UNKNOWN_MS;
  }
  const { started } = queue.counters;
  const sample = queue.drain;
  let jobsPerMs = sample?.rate ?? 0;
  const since = sample?.at ?? queue.since;
  if (sample === null || now - since >= SAMPLE_MS) {
    jobsPerMs = (started - (sample?.started ?? 0)) / Math.max(1, now - since);
    queue.drain = { at: now, started, rate: Number(jobsPerMs.toFixed(9)) };
  }
  const excess = Math.max(1, queue.depth - maxDepth + 1);
  return jobsPerMs > 0 ? Math.min(LONGEST_MS, excess / jobsPerMs) : UNKNOWN_MS;
}
