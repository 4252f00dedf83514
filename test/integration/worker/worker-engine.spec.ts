import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerEngineOptions } from '../../../src/core/engine-parts';
import { EventHub } from '../../../src/core/events';
import type { Handler, HandlerContext } from '../../../src/core/handler';
import { NeverRetryError, RetryLaterError, SnoozeError } from '../../../src/core/handler-errors';
import type { JobRecord, NewJob } from '../../../src/core/job';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import { isFinal } from '../../../src/core/states';
import { WorkerEngine } from '../../../src/core/worker-engine';
import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { engineOptions, KEEP_ALL, recorded, recordedEnds, signal } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { settled } from '../../support/manual-clock';
import { TestRedis } from '../../support/redis-server';
import { unreliableStores } from '../../support/unreliable-store';
import { untilTrue } from '../../support/until';

const FAST_RETRY = { strategy: 'fixed', baseMs: 1, factor: 1, maxMs: 1, jitter: 0 } as const;

/** Rejects when the attempt is asked to stop, as a handler should that waits for something. */
function untilStopped({ signal: stop }: HandlerContext): Promise<never> {
  return new Promise((_resolve, reject) => {
    stop.addEventListener('abort', () => reject(stop.reason as Error), { once: true });
  });
}

describe('WorkerEngine on Redis', () => {
  let redis: TestRedis;
  let open: RedisJobStores[] = [];
  let engines: WorkerEngine[] = [];

  beforeEach(async () => {
    redis = await TestRedis.start(['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']);
  });

  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await Promise.all(open.map((stores) => stores.close()));
    engines = [];
    open = [];
    await redis.stop();
  });

  /** A connection of its own, as each process has. */
  async function connect(): Promise<RedisJobStores> {
    const stores = new RedisJobStores({ url: redis.url, retention: KEEP_ALL });
    await stores.open();
    open.push(stores);
    return stores;
  }

  function start(
    stores: JobStores,
    handlers: Record<string, Handler>,
    chosen: Partial<WorkerEngineOptions> = {},
  ): WorkerEngine {
    const engine = new WorkerEngine(engineOptions(stores, handlers, chosen));
    engine.start();
    engines.push(engine);
    return engine;
  }

  async function enqueue(store: JobStore, ...jobs: NewJob[]): Promise<void> {
    const answers = await store.enqueue(jobs, NO_LIMITS);
    expect(answers.map(({ outcome }) => outcome)).toEqual(jobs.map(() => 'created'));
  }

  async function record(store: JobStore, id: string): Promise<JobRecord> {
    const found = await store.get(id);
    if (found === null) {
      throw new Error(`no job ${id}`);
    }
    return found;
  }

  async function untilFinal(
    store: JobStore,
    ids: readonly string[],
    withinMs = 10_000,
  ): Promise<JobRecord[]> {
    await untilTrue(
      async () => (await store.states(ids)).every((state) => state !== null && isFinal(state)),
      withinMs,
      () => `jobs ${ids.slice(0, 5).join(', ')} final`,
    );
    return Promise.all(ids.map((id) => record(store, id)));
  }

  it('runs jobs, each once, many more than there are slots', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    const ids = Array.from({ length: 1_000 }, (_, index) => `job-${index}`);
    const runs = new Map<string, number>();
    let most = 0;
    let running = 0;
    start(stores, {
      simulate: async (payload, { job }) => {
        running += 1;
        most = Math.max(most, running);
        runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
        await Promise.resolve();
        running -= 1;
        return { got: payload };
      },
    });
    for (let from = 0; from < ids.length; from += 500) {
      await enqueue(store, ...ids.slice(from, from + 500).map((id) => newJob(id, { payload: `"${id}"` })));
    }
    const done = await untilFinal(store, ids.slice(0, 500));
    await untilFinal(store, ids.slice(500));
    expect(done.every(({ state, result, id }) => state === 'completed' && result === `{"got":"${id}"}`)).toBe(
      true,
    );
    expect([...runs.values()]).toEqual(ids.map(() => 1));
    expect(most).toBeLessThanOrEqual(10);
  });

  it('starts a job at once when it comes to an idle worker', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    let idle = signal();
    let started = signal<number>();
    const watched = unreliableStores(stores, (method) => {
      if (method === 'waitForWork') {
        idle.fire();
      }
      return 'ok';
    });
    start(watched, {
      simulate: () => {
        idle = signal();
        started.fire(performance.now());
      },
    });
    const waits: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      await idle.fired;
      started = signal<number>();
      const sent = performance.now();
      await enqueue(store, newJob(`n${round}`));
      waits.push((await started.fired) - sent);
    }
    // The median: other processes may have the machine for a while.
    expect(waits.sort((a, b) => a - b)[4]).toBeLessThan(80);
  });

  it('retries by the job’s backoff until it works, and records each attempt', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    start(stores, {
      simulate: (_payload, { attempt }) => {
        if (attempt < 3) {
          throw Object.assign(new Error(`no ${attempt}`), { code: 'not_yet' });
        }
        return 'done';
      },
    });
    await enqueue(store, newJob('r', { backoff: FAST_RETRY }));
    const [job] = await untilFinal(store, ['r']);
    expect(job).toMatchObject({ state: 'completed', retries: 2, attemptCount: 3, result: '"done"' });
    expect(job?.attempts.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['failed', 'not_yet'],
      ['failed', 'not_yet'],
      ['completed', null],
    ]);
  });

  it('follows what a handler throws: later, never, snooze', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    let snoozed = 0;
    start(stores, {
      later: (_payload, { attempt }) => {
        if (attempt === 1) {
          throw new RetryLaterError(50);
        }
      },
      never: () => {
        throw new NeverRetryError('hopeless');
      },
      snooze: () => {
        snoozed += 1;
        if (snoozed <= 2) {
          throw new SnoozeError(5);
        }
      },
    });
    await enqueue(
      store,
      newJob('later', { type: 'later' }),
      newJob('never', { type: 'never' }),
      newJob('snooze', { type: 'snooze' }),
    );
    const [later, never, snooze] = await untilFinal(store, ['later', 'never', 'snooze']);
    expect(later).toMatchObject({ state: 'completed', retries: 1 });
    expect(never).toMatchObject({ state: 'failed', retries: 0, error: { code: 'never_retry' } });
    expect(snooze).toMatchObject({ state: 'completed', retries: 0, snoozes: 2 });
  });

  it('cuts off a handler that hangs, and ignores what it returns later', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    const late = signal();
    const reasons: unknown[] = [];
    start(stores, {
      simulate: async (_payload, { signal: stop }) => {
        stop.addEventListener('abort', () => reasons.push((stop.reason as Error).name));
        await late.fired;
        return 'too late';
      },
    });
    await enqueue(store, newJob('hangs', { timeoutMs: 60, maxRetries: 0 }));
    const began = performance.now();
    const [job] = await untilFinal(store, ['hangs']);
    expect(performance.now() - began).toBeLessThan(2_000);
    late.fire();
    expect(job).toMatchObject({ state: 'failed', error: { code: 'timeout' }, result: null });
    expect(reasons).toEqual(['AttemptTimeoutError']);
    await settled();
    expect(await record(store, 'hangs')).toMatchObject({ state: 'failed', attemptCount: 1 });
  });

  it('cancels a running job within a second, whichever worker runs it', async () => {
    const [storesA, storesB] = [await connect(), await connect()];
    const store = storesA.namespace('default');
    const started = signal();
    const handlers = {
      simulate: (_payload: unknown, context: HandlerContext) => {
        started.fire();
        return untilStopped(context);
      },
    };
    start(storesA, handlers);
    start(storesB, handlers);
    await enqueue(store, newJob('c'));
    await started.fired;
    const asked = performance.now();
    expect(await store.cancel(['c'])).toEqual([{ result: 'cancel_requested' }]);
    const [job] = await untilFinal(store, ['c']);
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(job).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
  });

  it('tells a handler what became of the jobs that its job depends on, results included', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    start(stores, {
      part: (payload) => {
        if (payload === 'bad') {
          throw new NeverRetryError('no good', 'broken');
        }
        return { doubled: Number(payload) * 2 };
      },
      sum: async (_payload, { dependencies }) => {
        const ends = [];
        for await (const end of dependencies()) {
          ends.push(end);
        }
        return ends;
      },
    });
    const ids = Array.from({ length: 23 }, (_, i) => `part${i}`);
    await enqueue(
      store,
      ...ids.map((id, i) => newJob(id, { type: 'part', payload: i === 7 ? '"bad"' : String(i) })),
      newJob('sum', { type: 'sum', dependsOn: ids, onDependencyFailure: 'run' }),
    );
    const [sum] = await untilFinal(store, ['sum']);
    expect(sum).toMatchObject({ state: 'completed' });
    expect(JSON.parse(sum!.result ?? '')).toEqual(
      ids.map((id, i) =>
        i === 7
          ? { id, outcome: 'failed', result: null, error: { code: 'broken', message: 'no good' } }
          : { id, outcome: 'completed', result: { doubled: i * 2 }, error: null },
      ),
    );
  });

  it('stores progress within about a second', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    const end = signal();
    start(stores, {
      simulate: async (_payload, { progress }) => {
        progress({ step: 1 });
        progress({ step: 2 });
        await end.fired;
      },
    });
    await enqueue(store, newJob('p'));
    await untilTrue(
      async () => (await record(store, 'p')).progress === '{"step":2}',
      1_500,
      () => 'progress stored',
    );
    end.fire();
    await untilFinal(store, ['p']);
  });

  it('keeps a job that runs for several leases', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    const events = new EventHub();
    const lost = recorded(events, 'leaseLost');
    start(stores, { simulate: () => delay(3_500, 'kept') }, { leaseMs: 1_500, reapMs: 100, events });
    await enqueue(store, newJob('long'));
    const [job] = await untilFinal(store, ['long']);
    expect(job).toMatchObject({ state: 'completed', lapses: 0, attemptCount: 1 });
    expect(lost).toEqual([]);
  });

  it('gives the job of a worker that is cut off to another one; the first stops in time', async () => {
    const [storesA, storesB] = [await connect(), await connect()];
    const store = storesB.namespace('default');
    let cut = false;
    const behindTheCut = unreliableStores(storesA, () => (cut ? 'unreachable' : 'ok'));
    const started = signal();
    const stopped = signal<{ readonly reason: unknown; readonly at: number }>();
    const events = new EventHub();
    const lost = recorded(events, 'leaseLost');
    start(
      behindTheCut,
      {
        simulate: async (_payload, context) => {
          started.fire();
          await untilStopped(context).catch((reason: unknown) => {
            stopped.fire({ reason, at: performance.now() });
            throw reason;
          });
        },
      },
      { leaseMs: 1_500, events },
    );
    await enqueue(store, newJob('moves'));
    await started.fired;
    const second = signal<number>();
    start(storesB, { simulate: () => second.fire(performance.now()) }, { leaseMs: 1_500, reapMs: 100 });
    cut = true;
    const [{ reason, at }, again] = await Promise.all([stopped.fired, second.fired]);
    expect(reason).toMatchObject({ code: 'lease_lost' });
    expect(at).toBeLessThan(again);
    const [job] = await untilFinal(store, ['moves']);
    expect(job).toMatchObject({ state: 'completed', lapses: 1, attemptCount: 2 });
    cut = false;
    expect(lost).toHaveLength(1);
  });

  it('drains: claims no more, lets running jobs end, hands the rest back at no cost', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    const started: string[] = [];
    const finish = signal();
    const engine = start(stores, {
      quick: async (_payload, { job }) => {
        started.push(job.id);
        await finish.fired;
        return 'finished';
      },
      stubborn: (_payload, { job }) => {
        started.push(job.id);
        return new Promise(() => undefined);
      },
      polite: (_payload, context) => {
        started.push(context.job.id);
        return untilStopped(context);
      },
    });
    const types = ['quick', 'stubborn', 'polite'];
    await enqueue(store, ...types.map((type) => newJob(type, { type })));
    await untilTrue(
      () => started.length === 3,
      20_000,
      () => `started ${started.join()}`,
    );
    engine.quiet();
    await enqueue(store, newJob('waits', { type: 'quick' }));
    finish.fire();
    expect(await engine.drained(300)).toBe(false);
    expect(engine.running).toBe(2);
    expect(await engine.abort()).toBe(1);
    expect(await engine.stop()).toBe(true);
    expect(await store.states(['quick', 'stubborn', 'polite', 'waits'])).toEqual([
      'completed',
      'queued',
      'queued',
      'queued',
    ]);
    for (const id of ['stubborn', 'polite']) {
      expect(await record(store, id)).toMatchObject({ attemptCount: 0, retries: 0, lapses: 0 });
    }
    expect(started).toHaveLength(3);
  });

  it('brings outcomes to a Redis that froze and came back, each exactly once', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    const ids = Array.from({ length: 10 }, (_, index) => `o${index}`);
    const events = new EventHub();
    const trouble = recorded(events, 'storeTrouble');
    const ended = recordedEnds(events);
    const go = signal();
    let started = 0;
    start(
      stores,
      {
        simulate: async (_payload, { job }) => {
          started += 1;
          await go.fired;
          if (job.id === 'o9') {
            throw new NeverRetryError('on purpose');
          }
        },
      },
      { leaseMs: 20_000, events },
    );
    await enqueue(store, ...ids.map((id) => newJob(id)));
    await untilTrue(
      () => started === 10,
      20_000,
      () => `${started} started`,
    );
    redis.signal('SIGSTOP');
    go.fire();
    await untilTrue(
      () => trouble.length > 0,
      6_000,
      () => 'the outage was noticed',
    );
    redis.signal('SIGCONT');
    const jobs = await untilFinal(store, ids);
    expect(jobs.map(({ state }) => state)).toEqual([...Array<string>(9).fill('completed'), 'failed']);
    expect(jobs.every(({ attemptCount, attempts }) => attemptCount === 1 && attempts.length === 1)).toBe(
      true,
    );
    const { counters } = await store.counts();
    expect(counters).toMatchObject({ completed: 9, failed: 1, lapsed: 0, started: 10 });
    await untilTrue(
      () => ended.length === 10,
      20_000,
      () => `${ended.length} ended`,
    );
  });

  it('outlives a Redis that is killed and restarted, and settles what ran meanwhile', async () => {
    const stores = await connect();
    const store = stores.namespace('default');
    const go = signal();
    let started = 0;
    start(
      stores,
      {
        simulate: async () => {
          started += 1;
          await go.fired;
        },
      },
      { leaseMs: 20_000 },
    );
    const ids = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await enqueue(store, ...ids.map((id) => newJob(id)));
    await untilTrue(
      () => started === 10,
      20_000,
      () => `${started} started`,
    );
    await redis.kill();
    go.fire();
    await redis.restart();
    const jobs = await untilFinal(store, ids, 20_000);
    expect(jobs.every(({ state, attemptCount }) => state === 'completed' && attemptCount === 1)).toBe(true);
    expect((await store.counts()).counters).toMatchObject({ completed: 20, lapsed: 0 });
  });

  it('serves several namespaces and named queues from one pool of slots', async () => {
    const stores = await connect();
    const [a, b] = [stores.namespace('a'), stores.namespace('b')];
    let running = 0;
    let most = 0;
    start(
      stores,
      {
        simulate: async () => {
          running += 1;
          most = Math.max(most, running);
          await delay(1);
          running -= 1;
        },
      },
      {
        namespaces: ['a', 'b'],
        queues: [
          { queue: 'x', weight: 3 },
          { queue: 'y', weight: 1 },
        ],
        concurrency: 3,
      },
    );
    const jobs = Array.from({ length: 60 }, (_, index) =>
      newJob(`n${index}`, { queue: index % 2 === 0 ? 'x' : 'y' }),
    );
    await enqueue(a, ...jobs, newJob('elsewhere', { queue: 'z' }));
    await enqueue(b, ...jobs);
    const ids = jobs.map(({ id }) => id);
    await untilFinal(a, ids);
    await untilFinal(b, ids);
    expect(most).toBeLessThanOrEqual(3);
    expect(await a.states(['elsewhere'])).toEqual(['queued']);
  });
});
