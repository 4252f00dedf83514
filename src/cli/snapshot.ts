import { type Fields, rowsOf } from './answer';
import { queuePages } from './commands/queues.command';
import type { Connection } from './connection';

/** What `top` shows, read at one moment. */
export interface Snapshot {
  /** On this machine's steady clock (ms). */
  readonly at: number;
  readonly metrics: Fields;
  readonly queues: readonly Fields[];
  /** Whether there are queues beyond those. */
  readonly moreQueues: boolean;
  readonly workers: readonly Fields[];
}

/** Three requests, whatever the number of queues: those beyond the first page are not shown. */
export async function takeSnapshot(api: Connection): Promise<Snapshot> {
  const [metrics, page, workers] = await Promise.all([
    api.read('GET', '/metrics'),
    queuePages(api).next(),
    api.read('GET', '/workers'),
  ]);
  const { queues, last } = page.done === true ? { queues: [], last: true } : page.value;
  return {
    at: performance.now(),
    metrics,
    queues,
    moreQueues: !last,
    workers: rowsOf(workers['workers']),
  };
}
