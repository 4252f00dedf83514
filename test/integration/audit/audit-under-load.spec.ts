import { setTimeout as delay } from 'node:timers/promises';
import { WorkerEngine } from '../../../src/core/worker-engine';
import { RetryLaterError, SnoozeError } from '../../../src/core/handler-errors';
import type { JobStore } from '../../../src/core/job-store';
import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { audit } from '../../../src/persistence/audit/audit';
import { engineOptions, KEEP_ALL } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';

const AUDITS = 200;
const TYPES = ['work', 'fail', 'snooze', 'nobody-knows'];
const LONG = JSON.stringify('x'.repeat(1_000));

/** Few enough for audits that take their turn in milliseconds. */
const LIMITS = { ...NO_LIMITS, maxDepth: 60 };
/** A pace that two cores bear with audits beside it. */
const PACE_MS = 5;

/** Sends jobs of every kind, a few at a time, and cancels and redrives some, until told to stop. */
async function load(store: JobStore, signal: AbortSignal): Promise<number> {
  let sent = 0;
  let created = 0;
  while (!signal.aborted) {
    const batch = Array.from({ length: 20 }, () => {
      const n = (sent += 1);
      return newJob(`job:${n}`, {
        queue: `q${n % 5}`,
        type: TYPES[n % TYPES.length] ?? '',
        payload: n % 3 === 0 ? LONG : '{}',
        delayMs: n % 4 === 0 ? (n * 7) % 50 : null,
        // What nobody knows leaves by expiring.
        ttlMs: n % 4 === 3 || n % 11 === 0 ? 40 : null,
        maxRetries: 1,
      });
    });
    const answers = await store.enqueue(batch, LIMITS);
    created += answers.filter(({ outcome }) => outcome === 'created').length;
    await store.cancel(batch.filter((_, i) => i % 7 === 0).map(({ id }) => id));
    await store.redrive([`job:${sent - 40}`, `job:${sent - 41}`, `job:${sent - 42}`]);
    await delay(PACE_MS);
  }
  return created;
}

describe('the auditor under load', () => {
  let redis: TestRedis;
  let stores: RedisJobStores;
  let engine: WorkerEngine;
  beforeAll(async () => {
    redis = await TestRedis.start();
    // Small, so that outcomes are trimmed all the time and a namespace stays of the size of a short audit.
    stores = new RedisJobStores({ url: redis.url, retention: { ...KEEP_ALL, count: 30, bytes: 20_000 } });
    await stores.open();
    engine = new WorkerEngine(
      engineOptions(stores, {
        work: () => Promise.resolve('x'.repeat(700)),
        fail: () => Promise.reject(new RetryLaterError(5)),
        snooze: (_payload, { job }) =>
          job.snoozes > 1 ? Promise.resolve(null) : Promise.reject(new SnoozeError(5)),
      }),
    );
    engine.start();
  });
  afterAll(async () => {
    await engine.stop();
    await stores.close();
    await redis.stop();
  });

  it(`never takes work that goes on for a fault, ${AUDITS} times`, async () => {
    const store = stores.namespace('default');
    const stop = new AbortController();
    const sender = load(store, stop.signal);
    await untilTrue(
      async () => (await store.counts()).counters.completed > 20,
      10_000,
      () => 'nothing completes',
    );
    try {
      for (let i = 0; i < AUDITS; i += 1) {
        // Each second time as an operator would who fears the worst: a repair must find nothing to do either.
        const { findings } = await audit(redis.url, 'default', { repair: i % 2 === 1 });
        expect(findings).toEqual([]);
      }
    } finally {
      stop.abort();
    }
    const created = await sender;
    const { counters } = await store.counts();
    expect(created).toBe(counters.enqueued);
    // It was a load: each kind of transition took place meanwhile.
    expect(Math.min(counters.completed, counters.failed, counters.cancelled)).toBeGreaterThan(50);
    expect(Math.min(counters.retried, counters.snoozed)).toBeGreaterThan(50);
  });
});
