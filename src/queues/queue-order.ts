import type { QueueInfo } from '../core/queue-info';
import { WAITING_STATES } from '../core/states';

/** By what queues are listed; all but the name: the most first. */
export const QUEUE_SORTS = [
  'name',
  'depth',
  'queued',
  'in_progress',
  'failed',
  'oldest',
  'bytes',
  'full',
] as const;
export type QueueSort = (typeof QUEUE_SORTS)[number];

/** Jobs that are accepted and not started. */
export function depthOf({ states }: QueueInfo): number {
  return WAITING_STATES.reduce((sum, state) => sum + states[state], 0);
}

/** What a queue is ordered by: the larger, the earlier. @param maxDepth of queues without a setting of their own */
function rankOf(info: QueueInfo, sort: Exclude<QueueSort, 'name'>, maxDepth: number): number {
  switch (sort) {
    case 'depth':
      return depthOf(info);
    case 'queued':
    case 'in_progress':
    case 'failed':
      return info.states[sort];
    case 'oldest':
      return info.oldestQueuedAt === null ? -Infinity : -info.oldestQueuedAt;
    case 'bytes':
      return info.bytes;
    case 'full': {
      const most = info.settings.maxDepth ?? maxDepth;
      return most === 0 ? 1 : depthOf(info) / most;
    }
  }
}

/** In order; those that are alike by name. */
export function inOrder(queues: readonly QueueInfo[], sort: QueueSort, maxDepth: number): QueueInfo[] {
  const byName = (a: QueueInfo, b: QueueInfo) => (a.queue < b.queue ? -1 : 1);
  if (sort === 'name') {
    return [...queues].sort(byName);
  }
  return queues
    .map((info) => ({ info, rank: rankOf(info, sort, maxDepth) }))
    .sort((a, b) => (a.rank === b.rank ? byName(a.info, b.info) : b.rank - a.rank))
    .map(({ info }) => info);
}
