import type { JobStore } from '../../../src/core/job-store';
import { isFinal } from '../../../src/core/states';
import { WorkerEngine } from '../../../src/core/worker-engine';
import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { engineOptions, KEEP_ALL, signal } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';

/** Short jobs before a long one, and behind it. */
const SHORT = 400;

/** A long job may come alone, by chance: then a further round shows what becomes of those behind it. */
const ROUNDS = { least: 3, most: 20 };

/** A slow machine is not to let a lease lapse. */
const LEASE_MS = 30_000;

describe('Workers that claim ahead, on Redis', () => {
  let redis: TestRedis;
  let open: RedisJobStores[] = [];
  let engines: WorkerEngine[] = [];

  beforeEach(async () => {
    redis = await TestRedis.start();
  });

  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await Promise.all(open.map((stores) => stores.close()));
    [engines, open] = [[], []];
    await redis.stop();
  });

  async function connect(): Promise<RedisJobStores> {
    const stores = new RedisJobStores({ url: redis.url, retention: KEEP_ALL });
    await stores.open();
    open.push(stores);
    return stores;
  }

  async function untilFinal(store: JobStore, ids: readonly string[]): Promise<void> {
    await untilTrue(
      async () => (await store.states(ids)).every((state) => state !== null && isFinal(state)),
      30_000,
      () => `jobs ${ids[0]} to ${ids.at(-1)} final`,
    );
  }

  it('run each job once, one at once each, and leave to others what waits behind a long one', async () => {
    const store = (await connect()).namespace('default');
    const runs = new Map<string, number>();
    let behind = new Set<string>();
    let allRan = signal();
    let most = 0;
    for (let worker = 0; worker < 2; worker += 1) {
      let running = 0;
      const counted = async (id: string, work: () => Promise<void>) => {
        running += 1;
        most = Math.max(most, running);
        runs.set(id, (runs.get(id) ?? 0) + 1);
        await work();
        running -= 1;
      };
      const engine = new WorkerEngine(
        engineOptions(
          await connect(),
          {
            short: (_payload, { job }) =>
              counted(job.id, async () => {
                await Promise.resolve();
                behind.delete(job.id);
                if (behind.size === 0) {
                  allRan.fire();
                }
              }),
            // Ends only once the other worker has had all the others.
            long: (_payload, { job }) => counted(job.id, () => allRan.fired),
          },
          { concurrency: 1, leaseMs: LEASE_MS },
        ),
      );
      engines.push(engine);
      engine.start();
    }

    const ids: string[] = [];
    const released = async () => (await store.counts()).counters.released;
    for (let round = 0; round < ROUNDS.most; round += 1) {
      if (round >= ROUNDS.least && (await released()) > 0) {
        break;
      }
      const jobs = Array.from({ length: 2 * SHORT + 1 }, (_, index) =>
        newJob(`job${round}-${index}`, { type: index === SHORT ? 'long' : 'short' }),
      );
      behind = new Set(jobs.filter(({ type }) => type === 'short').map(({ id }) => id));
      allRan = signal();
      const own = jobs.map(({ id }) => id);
      await store.enqueue(jobs.slice(0, SHORT), NO_LIMITS);
      await store.enqueue(jobs.slice(SHORT), NO_LIMITS);
      await untilFinal(store, own.slice(0, SHORT));
      await untilFinal(store, own.slice(SHORT));
      ids.push(...own);
    }

    expect(most).toBe(1);
    expect(await released()).toBeGreaterThan(0);
    expect(ids.filter((id) => runs.get(id) !== 1)).toEqual([]);
    for (const id of ids) {
      const job = await store.get(id);
      expect(job).toMatchObject({ state: 'completed', lapses: 0, attemptCount: 1 });
      expect(job?.attempts).toHaveLength(1);
    }
    expect((await store.counts()).counters).toMatchObject({ completed: ids.length, lapsed: 0, failed: 0 });
  });
});
