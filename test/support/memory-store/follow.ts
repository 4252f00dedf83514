import type { NewJob } from '../../../src/core/job';
import type { EnqueueLimits } from '../../../src/core/enqueue-answer';
import type { Completion, FollowAnswer } from '../../../src/core/settlement';
import { enqueue } from './enqueue';
import type { MemoryNamespace } from './memory-namespace';
import { complete } from './settle';

export const PAST_LIMITS: EnqueueLimits = { maxDepth: -1, maxBytes: -1, ratePerSecond: 0, rateBurst: 1 };

/** Records a result and stores what follows, or nothing of it. */
export function follow(
  ns: MemoryNamespace,
  completion: Completion,
  followUps: readonly NewJob[],
): FollowAnswer {
  const held = typeof ns.held(completion) !== 'string';
  const refusal = held ? refusalOf(ns, followUps) : null;
  if (refusal !== null) {
    return refusal;
  }
  const [answer] = complete(ns, [completion]);
  ns.commit();
  if (held) {
    enqueue(ns, followUps, PAST_LIMITS);
  }
  return answer!;
}

function refusalOf(ns: MemoryNamespace, followUps: readonly NewJob[]): FollowAnswer | null {
  const mine = new Set<string>();
  for (const { id, contentHash, dependsOn } of followUps) {
    const known = ns.jobs.get(id);
    if (mine.has(id) || (known !== undefined && known.spec.contentHash !== contentHash)) {
      return { result: 'refused', reason: 'id_taken', id };
    }
    const unknown = dependsOn.find((other) => !mine.has(other) && !ns.jobs.has(other));
    if (unknown !== undefined) {
      return { result: 'refused', reason: 'unknown_dependency', id: unknown };
    }
    mine.add(id);
  }
  return null;
}
