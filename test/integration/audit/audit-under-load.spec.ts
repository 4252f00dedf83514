import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { WorkerEngine } from '../../../src/core/worker-engine';
import { RetryLaterError, SnoozeError } from '../../../src/core/handler-errors';
import type { JobStore } from '../../../src/core/job-store';
import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { audit, mustBeSound } from '../../support/audit';
import { engineOptions, KEEP_ALL } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';

const AUDITS = 200;
const DAMAGES = 20;
const TYPES = ['work', 'fail', 'snooze', 'nobody-knows'];
const LONG = JSON.stringify('x'.repeat(1_000));

/** Few enough for audits that take their turn in milliseconds. */
const LIMITS = { ...NO_LIMITS, maxDepth: 60 };
/** A pace that two cores bear with audits beside it, and other tests beside both. */
const PACE_MS = 10;
/** Half a minute on two quiet cores. */
const TIMEOUT_MS = 180_000;

/** Sends jobs of every kind, a few at a time, and cancels and redrives some, until told to stop. */
async function load(store: JobStore, signal: AbortSignal, name = 'job'): Promise<number> {
  let sent = 0;
  let created = 0;
  while (!signal.aborted) {
    const batch = Array.from({ length: 20 }, () => {
      const n = (sent += 1);
      return newJob(`${name}:${n}`, {
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
    await store.redrive([`${name}:${sent - 40}`, `${name}:${sent - 41}`, `${name}:${sent - 42}`]);
    await delay(PACE_MS);
  }
  return created;
}

/** What hands or other programs do to a Redis: members and entries vanish, and others appear. */
async function damage(client: Redis, n: number): Promise<void> {
  const key = (name: string) => `sluice:{default}:${name}`;
  const queue = `q:q${n % 5}`;
  for (const state of ['queued', 'scheduled', 'in_progress', 'blocked', 'failed']) {
    const [member] = await client.zrange(key(`${queue}:${state}`), '0', '0');
    if (member !== undefined) {
      await client.zrem(key(`${queue}:${state}`), member);
    }
  }
  await client.zadd(key(`${queue}:completed`), 5, `nobody-${n}`);
  await client.zrem(key('ready'), `q${n % 5}`);
  await client.zrem(key('alarm'), `due|q${n % 5}`, `lease|q${n % 5}`, `expiry|q${n % 5}`);
  await client.hincrby(key('counts'), 'state:queued', 3);
  await client.hincrby(key(`${queue}:gauge`), 'bytes', 100);
  await client.set(key(`body:nobody-${n}`), 'x');
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

  it(
    `never takes work that goes on for a fault, ${AUDITS} times`,
    async () => {
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
    },
    TIMEOUT_MS,
  );

  it('mends what is broken while work goes on, and all of the work comes to its end', async () => {
    const store = stores.namespace('default');
    const client = redis.client();
    const stop = new AbortController();
    const sender = load(store, stop.signal, 'mended');
    try {
      for (let n = 0; n < DAMAGES; n += 1) {
        await damage(client, n);
        const { findings } = await audit(redis.url, 'default', { repair: true });
        expect(findings.length).toBeGreaterThan(3);
        expect(findings.filter(({ mended }) => !mended)).toEqual([]);
      }
    } finally {
      stop.abort();
      await client.quit();
      await sender;
    }
    let left = '';
    await untilTrue(
      async () => {
        const { states } = await store.counts();
        left = JSON.stringify(states);
        // A redriven job of a type that nobody knows stays blocked, and rightly.
        return states.queued + states.scheduled + states.in_progress === 0;
      },
      20_000,
      () => `work is left: ${left}`,
    );
    await mustBeSound(redis.url);
  });
});
