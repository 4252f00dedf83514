import type { JobStore } from '../core/job-store';
import type { QueueInfo } from '../core/queue-info';

/** Queues with a label of their own; each is nine time series. The others are told of together. */
export const MOST_QUEUES = 200;

/** In one call to the store, so that it is never kept long. */
const AT_ONCE = 50;

/** The service's own: not in the namespace's sums either. */
const OWN_PREFIX = 'sluice.';

export interface QueueSample {
  readonly queues: readonly QueueInfo[];
  /** There are others. */
  readonly more: boolean;
}

/** The first queues by name: every process chooses the same. */
export async function sampleQueues(store: Pick<JobStore, 'queues'>): Promise<QueueSample> {
  const queues: QueueInfo[] = [];
  let after: string | null = null;
  for (;;) {
    const page: QueueInfo[] = await store.queues(after, AT_ONCE);
    queues.push(...page.filter(({ queue }) => !queue.startsWith(OWN_PREFIX)));
    after = page.at(-1)?.queue ?? null;
    if (page.length < AT_ONCE || after === null || queues.length > MOST_QUEUES) {
      return { queues: queues.slice(0, MOST_QUEUES), more: queues.length > MOST_QUEUES };
    }
  }
}
