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
  const { rate, sample } = look(queue.drain, queue.since, started, now);
  queue.drain = sample;
  return waitMs(rate, queue.depth - maxDepth + 1);
}

/** The same of a full namespace, where nobody looked before the first refusal. */
export function namespaceWaitMs(ns: MemoryNamespace, depth: number, maxDepth: number): number {
  const { started } = ns.counts().counters;
  ns.drain ??= { at: ns.now, started, rate: 0 };
  const { rate, sample } = look(ns.drain, ns.drain.at, started, ns.now);
  ns.drain = sample;
  return waitMs(rate, depth - maxDepth + 1);
}

/** The rate by now, and what is kept of it. */
function look(before: DrainSample | null, since: number, started: number, now: number) {
  const from = before?.at ?? since;
  if (before !== null && now - from < SAMPLE_MS) {
    return { rate: before.rate, sample: before };
  }
  const rate = (started - (before?.started ?? 0)) / Math.max(1, now - from);
  return { rate, sample: { at: now, started, rate: Number(rate.toFixed(9)) } };
}

function waitMs(rate: number, excess: number): number {
  return rate > 0 ? Math.min(LONGEST_MS, Math.max(1, excess) / rate) : UNKNOWN_MS;
}
