import type { MemoryQueue } from './memory-queue';
import type { MemoryNamespace } from './memory-namespace';

const UNKNOWN_MS = 30_000;
const LONGEST_MS = 300_000;
const SAMPLE_MS = 1_000;

/** A look at how fast a queue, or a namespace, drains: starts until then, and starts a ms before. */
export interface DrainSample {
  readonly at: number;
  readonly started: number;
  readonly rate: number;
}

/**
 * When a full queue is to be expected to have room (ms): from the starts since the last look, which is taken
 * at most once a second; at the first look, from the average over the queue's life.
 */
export function drainWaitMs(queue: MemoryQueue | undefined, maxDepth: number, now: number): number {
  if (queue === undefined) {
    return UNKNOWN_MS;
  }
  const { started } = queue.counters;
  queue.drain = look(queue.drain, queue.since, started, now);
  return waitMs(queue.drain, queue.depth - maxDepth + 1);
}

/** The same of a full namespace, where nobody looked before the first refusal. */
export function namespaceWaitMs(ns: MemoryNamespace, depth: number, maxDepth: number): number {
  const { started } = ns.counts().counters;
  ns.drain ??= { at: ns.now, started, rate: 0 };
  ns.drain = look(ns.drain, ns.drain.at, started, ns.now);
  return waitMs(ns.drain, depth - maxDepth + 1);
}

function look(sample: DrainSample | null, since: number, started: number, now: number): DrainSample {
  const from = sample?.at ?? since;
  if (sample !== null && now - from < SAMPLE_MS) {
    return sample;
  }
  const rate = (started - (sample?.started ?? 0)) / Math.max(1, now - from);
  return { at: now, started, rate: Number(rate.toFixed(9)) };
}

function waitMs({ rate }: DrainSample, excess: number): number {
  return rate > 0 ? Math.min(LONGEST_MS, Math.max(1, excess) / rate) : UNKNOWN_MS;
}
