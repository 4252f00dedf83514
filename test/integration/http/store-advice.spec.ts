import { StoreAdviceWatch } from '../../../src/metrics/store-advice-watch';
import { ReadinessProbe } from '../../../src/metrics/readiness-probe';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

describe('settings of Redis', () => {
  let bed: HttpBed;
  beforeAll(async () => {
    bed = await HttpBed.start();
    await untilTrue(
      () => bed.app.get(ReadinessProbe).storeUp && 'eviction' in bed.app.get(StoreAdviceWatch).summary,
      20_000,
      () => 'never ready',
    );
  });
  afterAll(() => bed.stop());

  async function set(policy: string): Promise<void> {
    const client = bed.redis.client();
    await client.config('SET', 'maxmemory-policy', policy);
    await client.quit();
  }

  it('are told by readiness and metrics; no append-only file is a warning only', async () => {
    expect(await bed.ask('/health/ready')).toMatchObject({
      status: 200,
      body: {
        details: {
          settings: {
            status: 'up',
            eviction: 'ok: noeviction',
            append_only: expect.stringMatching(/^warning: off; set appendonly yes/) as unknown,
          },
        },
      },
    });
    const { text } = await bed.ask('/metrics/prometheus');
    expect(text).toContain('\nsluice_redis_advice{check="eviction"} 0\n');
    expect(text).toContain('\nsluice_redis_advice{check="append_only"} 1\n');
  });

  it('take the service out while Redis may drop jobs, and bring it back by themselves', async () => {
    await set('allkeys-lru');
    await bed.app.get(StoreAdviceWatch).runOnce();
    expect(await bed.ask('/health/ready')).toMatchObject({
      status: 503,
      body: {
        code: 'not_ready',
        checks: {
          store: { status: 'up' },
          settings: { status: 'down', eviction: expect.stringMatching(/^unfit: allkeys-lru/) as unknown },
        },
      },
    });
    expect((await bed.ask('/health/live')).status).toBe(200);
    expect((await bed.ask('/metrics/prometheus')).text).toContain(
      '\nsluice_redis_advice{check="eviction"} 1\n',
    );
    await set('noeviction');
    await bed.app.get(StoreAdviceWatch).runOnce();
    expect((await bed.ask('/health/ready')).status).toBe(200);
  });

  it('are looked at on the connection that is there', async () => {
    const client = bed.redis.client();
    const connections = async () => ((await client.client('LIST')) as string).trim().split('\n').length;
    const before = await connections();
    await Promise.all(Array.from({ length: 20 }, () => bed.app.get(StoreAdviceWatch).runOnce()));
    expect(await connections()).toBe(before);
    await client.quit();
  });
});
