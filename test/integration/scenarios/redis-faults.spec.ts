import { newJob } from '../../support/job-builder';
import { TcpProxy } from '../../support/tcp-proxy';
import { signal } from '../../support/engine-bed';
import { ScenarioBed } from './scenario-bed';

/** From the end of a fault until work goes on, with no process started anew. */
const HEAL_MS = 5_000;

describe('Redis faults under a worker', () => {
  let bed: ScenarioBed;

  beforeEach(async () => {
    bed = await ScenarioBed.start();
  });
  afterEach(() => bed.end());

  it.each(['the connection goes half-open', 'Redis stands still'])(
    'S15 %s while the worker is idle: it wakes for new and for due jobs soon after',
    async (how) => {
      const proxy = await TcpProxy.start(bed.redis.port);
      const halfOpen = how.includes('half-open');
      await bed.worker({ simulate: () => 'done' }, {}, { url: proxy.url });
      await bed.enqueue([newJob('warm-up'), newJob('due', { delayMs: 2_000 })]);
      await bed.untilFinal('warm-up', 2_000);

      if (halfOpen) {
        proxy.swallow();
      } else {
        bed.redis.signal('SIGSTOP');
      }
      // The fault must outlast the blocking read and its deadline: that time is the scenario itself.
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      if (halfOpen) {
        proxy.heal();
      } else {
        bed.redis.signal('SIGCONT');
      }

      // Due, and nobody enqueues: the worker must look by itself.
      await bed.untilFinal('due', HEAL_MS);
      await bed.enqueue([newJob('new')]);
      await bed.untilFinal('new', 1_000);
      await proxy.stop();
    },
  );

  it('S16 Redis is away for seconds and comes back: the same worker goes on', async () => {
    await bed.worker({ simulate: () => 'done' });
    await bed.enqueue([newJob('before')]);
    await bed.untilFinal('before', 2_000);

    await bed.redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await bed.redis.restart();

    const from = performance.now();
    for (;;) {
      try {
        await bed.enqueue([newJob('after')]);
        break;
      } catch (error) {
        if (performance.now() - from > HEAL_MS) {
          throw error;
        }
      }
    }
    await bed.untilFinal('after', HEAL_MS - (performance.now() - from));
    expect((await bed.store.counts()).counters).toMatchObject({ started: 2, completed: 2 });
  });

  it('S16 connections are killed twenty times under load: each job completes, once', async () => {
    const runs = new Map<string, number>();
    const run = (_payload: unknown, { job }: { readonly job: { readonly id: string } }) =>
      void runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
    await bed.worker({ simulate: run }, { leaseMs: 30_000 });
    const admin = bed.redis.client();
    const ids = Array.from({ length: 20 }, (_, round) =>
      Array.from({ length: 50 }, (_unused, index) => `job-${round}-${index}`),
    );
    for (const round of ids) {
      await Promise.all([
        bed.enqueue(round.map((id) => newJob(id))),
        admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
      ]);
    }

    await bed.untilCompleted(1_000, 10_000);

    expect([...runs.values()].filter((count) => count !== 1)).toEqual([]);
    expect(runs.size).toBe(1_000);
    expect((await bed.store.counts()).counters).toMatchObject({ completed: 1_000, lapsed: 0 });
    await admin.quit();
  });

  it('S19 Redis is full: what waits and what runs still ends, so room comes back', async () => {
    const gate = signal();
    const run = (_payload: unknown, { job }: { readonly job: { readonly id: string } }) =>
      job.id === 'running' ? gate.fired : undefined;
    await bed.enqueue(Array.from({ length: 100 }, (_, index) => newJob(`job-${index}`)));
    await bed.enqueue([newJob('running', { priority: 1 })]);
    const admin = bed.redis.client();
    await admin.config('SET', 'maxmemory', 1);
    await bed.worker({ simulate: run }, { leaseMs: 30_000 });

    await bed.untilCompleted(100, 5_000);
    gate.fire();
    await bed.untilCompleted(101, 2_000);
    await expect(bed.enqueue([newJob('refused')])).rejects.toMatchObject({ code: 'store_full' });
    expect(await bed.store.cancel(['refused'])).toEqual([{ result: 'not_found' }]);
    await admin.config('SET', 'maxmemory', 0);
    await bed.enqueue([newJob('afterwards')]);
    await bed.untilCompleted(102, 2_000);

    expect((await bed.store.counts()).counters).toMatchObject({ started: 102, completed: 102, lapsed: 0 });
    await admin.quit();
  });
});
