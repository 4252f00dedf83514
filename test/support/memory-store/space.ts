import type { EnqueueAnswer, EnqueueLimits } from '../../../src/core/enqueue-answer';
import type { NewJob } from '../../../src/core/job';
import { namespaceWaitMs } from './drain-estimate';
import type { MemoryNamespace } from './memory-namespace';

/** What one call remembers: when the namespace is expected to have room. */
export interface SpaceCall {
  namespaceWait: number | null;
}

/** Whether the namespace has no room for a job beside others that are planned; null if it has. */
export function namespaceFull(
  ns: MemoryNamespace,
  spec: NewJob,
  planned: readonly NewJob[],
  limits: EnqueueLimits,
  call: SpaceCall,
): Extract<EnqueueAnswer, { outcome: 'namespace_full' }> | null {
  if (isOwn(spec) || limits.maxDepth < 0) {
    return null;
  }
  const beside = planned.filter((job) => !isOwn(job));
  const { states, bytes } = ns.counts();
  const depth = states.queued + states.scheduled + states.blocked;
  const { namespaceMaxDepth, namespaceMaxBytes } = limits;
  const maxDepth = namespaceMaxDepth ?? Infinity;
  const sum = [...beside, spec].reduce((total, job) => total + Buffer.byteLength(job.payload), bytes);
  const limit =
    depth + beside.length >= maxDepth ? 'depth' : sum > (namespaceMaxBytes ?? Infinity) ? 'bytes' : null;
  if (limit === null) {
    return null;
  }
  call.namespaceWait ??= Math.ceil(namespaceWaitMs(ns, depth, maxDepth));
  return { outcome: 'namespace_full', limit, retryAfterMs: call.namespaceWait };
}

function isOwn({ queue }: NewJob): boolean {
  return queue.startsWith('sluice.');
}
