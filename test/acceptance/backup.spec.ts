import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TestRedis } from '../support/redis-server';
import { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const WITHIN_MS = 60_000;

const REWRITTEN = ['aof_rewrite_scheduled:0', 'aof_rewrite_in_progress:0', 'aof_last_bgrewrite_status:ok'];

describe('a backup, by the steps of docs/operations.md', () => {
  let redis: TestRedis;
  const services: Service[] = [];
  const start = async (role: string): Promise<Service> => {
    const service = await Service.start({ env: { REDIS_URL: redis.url, SLUICE_ROLE: role } });
    services.push(service);
    return service;
  };
  /** Waits until `INFO persistence` has all of these lines. */
  const untilPersistence = async (...lines: readonly string[]) => {
    const client = redis.client();
    let info = '';
    await untilTrue(
      async () => {
        info = await client.info('persistence');
        return lines.every((line) => info.includes(line));
      },
      WITHIN_MS,
      () => info,
    );
    client.disconnect();
  };

  beforeAll(async () => {
    redis = await TestRedis.start(['--save', '', '--appendonly', 'yes']);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.kill()));
    await redis.stop();
  });

  it('brings back what was there at that moment', async () => {
    const first = await start('api');
    await new SluiceClient(first.url).enqueue({ id: 'before', payload: { duration_ms: 10 } });
    const admin = redis.client();
    await admin.bgsave();
    admin.disconnect();
    await untilPersistence('rdb_bgsave_in_progress:0', 'rdb_last_bgsave_status:ok');
    const copy = join(redis.dir, '..', `sluice-backup-${process.pid}.rdb`);
    await copyFile(join(redis.dir, 'dump.rdb'), copy);
    await new SluiceClient(first.url).enqueue({ id: 'after' });

    first.signal('SIGTERM');
    expect((await first.exited()).code).toBe(0);
    await redis.kill();
    for (const name of await readdir(redis.dir)) {
      await rm(join(redis.dir, name), { recursive: true });
    }
    await copyFile(copy, join(redis.dir, 'dump.rdb'));
    await rm(copy);
    await redis.restart(['--appendonly', 'no']);
    const restored = redis.client();
    await restored.config('SET', 'appendonly', 'yes');
    restored.disconnect();
    await untilPersistence('aof_enabled:1', ...REWRITTEN);
    await redis.restart();

    const second = await start('all');
    const client = new SluiceClient(second.url);
    await client.untilMetrics({ processed: 1, in_progress: 0, queue_depth: 0 }, WITHIN_MS);
    expect(await client.job('before')).toMatchObject({ status: 'completed', attempt_count: 1 });
    await expect(client.job('after')).rejects.toThrow('404');
  });
});
