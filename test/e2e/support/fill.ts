import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { newJob } from '../../support/job-builder';

const DAY_MS = 86_400_000;
const LIMITS = { maxDepth: 10_000_000, maxBytes: 1e12, ratePerSecond: 0, rateBurst: 1 };
const RETENTION = { ms: DAY_MS, failedMs: DAY_MS, count: 10_000_000, bytes: 1e12 };
const BATCH = 1_000;
const AT_ONCE = 4;

/** Puts many jobs into many queues, by the store's own scripts and past HTTP: 1,000,000 in well under a minute. */
export async function fill(url: string, jobs: number, queues: number): Promise<void> {
  const stores = new RedisJobStores({ url, retention: RETENTION });
  await stores.open();
  const store = stores.namespace('default');
  let next = 0;
  const some = async (): Promise<void> => {
    while (next < jobs) {
      const from = next;
      next += BATCH;
      // One queue for a batch: a script looks at its limits once.
      const queue = `queue-${String((from / BATCH) % queues).padStart(4, '0')}`;
      await store.enqueue(
        Array.from({ length: BATCH }, (_, i) =>
          newJob(`job-${from + i}`, {
            ...{ queue, type: 'none', payload: '{"to":"someone@example.com"}' },
            ...(i % 4 === 0 && { delayMs: DAY_MS }),
          }),
        ),
        LIMITS,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  await stores.close();
}
