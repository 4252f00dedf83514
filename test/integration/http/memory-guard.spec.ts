import type { JobStores } from '../../../src/core/job-store';
import { MemoryWatch } from '../../../src/memory/memory-watch';
import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { KEEP_ALL } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

describe('the guard of the memory of Redis', () => {
  let bed: HttpBed;
  beforeAll(async () => {
    bed = await HttpBed.start({ SLUICE_MAX_MEMORY_PERCENT: '80' });
  });
  afterAll(() => bed.stop());

  /** Sets how full Redis is, by its limit. 0: no limit. */
  async function fillTo(share: number): Promise<void> {
    const client = bed.redis.client();
    const used = Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]);
    await client.config('SET', 'maxmemory', share === 0 ? 0 : Math.round(used / share));
    await client.quit();
  }

  const metric = async () =>
    /^sluice_redis_memory_ratio (\S+)$/m.exec((await bed.ask('/metrics/prometheus')).text)?.[1];

  it('refuses new jobs before Redis is full, by itself, and takes them again once there is room', async () => {
    expect((await bed.post('{"id":"before"}')).status).toBe(202);
    expect(await metric()).toBeUndefined();
    await fillTo(0.85);
    await untilTrue(
      async () => (await bed.post('{}')).status === 503,
      20_000,
      () => 'new jobs are refused',
    );
    const refused = await bed.post('{"id":"refused"}');
    expect(refused).toMatchObject({ status: 503, body: { code: 'store_full' } });
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    const bulk = await bed.ask('/jobs/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '[{"id":"refused"}]',
    });
    expect(bulk).toMatchObject({ status: 503, body: { code: 'store_full' } });
    expect((await bed.ask('/jobs/refused')).status).toBe(404);
    expect(Number(await metric())).toBeGreaterThan(0.8);
    // Redis itself has room, and all else goes on.
    const store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
    expect(await store.enqueue([newJob('inside')], NO_LIMITS)).toMatchObject([{ outcome: 'created' }]);
    expect((await bed.ask('/jobs/before/cancel', { method: 'POST' })).status).toBe(200);

    await fillTo(0.5);
    await untilTrue(
      async () => (await bed.post('{}')).status === 202,
      20_000,
      () => 'new jobs are taken',
    );
    await fillTo(0);
    await bed.app.get(MemoryWatch).runOnce();
    expect(bed.app.get(MemoryWatch).share).toBeNull();
  });

  it('lets outcomes go before new jobs are refused, and never later than at 90 %', async () => {
    const pressure = async (maxMemoryPercent: number, share: number) => {
      await fillTo(share);
      const stores = new RedisJobStores({ url: bed.redis.url, retention: KEEP_ALL, maxMemoryPercent });
      try {
        await stores.open();
        return await stores.memory.pressure('default');
      } finally {
        await stores.close();
      }
    };
    expect(await pressure(95, 0.85)).toBe(false);
    expect(await pressure(95, 0.93)).toBe(true);
    expect(await pressure(100, 0.93)).toBe(true);
    expect(await pressure(80, 0.78)).toBe(true);
    expect(await pressure(80, 0.7)).toBe(false);
    await fillTo(0);
  });
});
