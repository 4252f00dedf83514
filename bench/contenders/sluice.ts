import { randomUUID } from 'node:crypto';
import { EventHub } from '../../src/core/events';
import type { NewJob } from '../../src/core/job';
import type { EnqueueLimits } from '../../src/core/enqueue-answer';
import type { JobStore } from '../../src/core/job-store';
import { TickBatcher } from '../../src/core/tick-batcher';
import { WorkerEngine } from '../../src/core/worker-engine';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { newJob } from '../../test/support/job-builder';
import { assignment, BULK, measure, parallel, PAYLOAD, report } from './contender';

const LIMITS: EnqueueLimits = { maxDepth: 10_000_000, maxBytes: 1e12, ratePerSecond: 0, rateBurst: 1 };
const RETENTION = { ms: 86_400_000, failedMs: 86_400_000, count: 10_000_000, bytes: 1e12 };

const PAYLOAD_TEXT = JSON.stringify(PAYLOAD);

const benchJob = (): NewJob => newJob(randomUUID(), { type: 'noop', payload: PAYLOAD_TEXT });

async function enqueueBulk(store: JobStore, jobs: number): Promise<void> {
  for (let left = jobs; left > 0; left -= BULK) {
    await store.enqueue(Array.from({ length: Math.min(BULK, left) }, benchJob), LIMITS);
  }
}

/** As the API does it: what arrives in one tick of the event loop goes to Redis together. */
async function enqueueSingle(store: JobStore, jobs: number, callers: number): Promise<void> {
  const batcher = new TickBatcher((some: readonly NewJob[]) => store.enqueue(some, LIMITS));
  await parallel(jobs, callers, () => batcher.submit(benchJob()));
}

async function settle(stores: RedisJobStores, jobs: number, concurrency: number): Promise<void> {
  const events = new EventHub();
  const engine = new WorkerEngine({
    stores,
    namespaces: ['default'],
    queues: '*',
    handlers: new Map([['noop', () => ({ ok: true })]]),
    concurrency,
    leaseMs: 30_000,
    reapMs: 5_000,
    maxResultBytes: 262_144,
    failure: { wishes: false, global: { rate: 0, seed: 0 }, crash: () => undefined },
    memory: { pressure: () => Promise.resolve(false) },
    events,
    name: 'bench',
    version: '0',
  });
  await new Promise<void>((resolve) => {
    let ended = 0;
    events.on('ended', () => {
      ended += 1;
      if (ended === jobs) {
        resolve();
      }
    });
    engine.start();
  });
}

async function main(): Promise<void> {
  const ask = assignment();
  const { row, redisPort, jobs, concurrency } = ask;
  const stores = new RedisJobStores({ url: `redis://127.0.0.1:${redisPort}`, retention: RETENTION });
  await stores.open();
  const store = stores.namespace('default');
  switch (row) {
    case 'enqueue':
      return report(await measure(ask, () => enqueueSingle(store, jobs, concurrency)));
    case 'enqueue_bulk':
      return report(await measure(ask, () => enqueueBulk(store, jobs)));
    case 'settle':
      await enqueueBulk(store, jobs);
      return report(await measure(ask, () => settle(stores, jobs, concurrency)));
  }
}

void main();
