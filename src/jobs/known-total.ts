import { CALLBACK_QUEUE } from '../core/job';
import type { ListQuery } from '../core/job-listing';
import type { JobStore } from '../core/job-store';
import type { JobState } from '../core/states';

type Sizes = Readonly<Record<JobState, number>>;

/** How many jobs a listing has in all, where that is kept already; null where they would have to be looked at. */
export async function knownTotal(store: JobStore, query: ListQuery): Promise<number | null> {
  const { queue, state, type, tag, createdAfter, createdBefore } = query;
  if ([type, tag, createdAfter, createdBefore].some((filter) => filter !== null)) {
    return null;
  }
  const sizes = await (queue === null ? everywhere(store) : inQueue(store, queue));
  return sizes.reduce((sum, states) => sum + sizeOf(states, state), 0);
}

async function inQueue(store: JobStore, queue: string): Promise<readonly Sizes[]> {
  const info = await store.queue(queue);
  return info === null ? [] : [info.states];
}

/** The sums of the namespace leave the service's own queue out, and a listing does not. */
async function everywhere(store: JobStore): Promise<readonly Sizes[]> {
  const [counts, own] = await Promise.all([store.counts(), inQueue(store, CALLBACK_QUEUE)]);
  return [counts.states, ...own];
}

function sizeOf(states: Sizes, state: JobState | null): number {
  return state === null ? Object.values(states).reduce((sum, size) => sum + size, 0) : states[state];
}
