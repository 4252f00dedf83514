import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, TestRedis } from '../support/redis-server';
import { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

let redis: TestRedis;

beforeAll(async () => {
  redis = await TestRedis.start();
});
afterAll(() => redis.stop());

describe('the process', () => {
  it('says that its port is taken, and hands back what its worker has claimed by then', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const service = await Service.launch({ env: { REDIS_URL: redis.url, PORT: String(port) } });
    try {
      const exit = await service.exited(20_000);
      expect(exit.code).toBe(1);
      expect(service.log).toContain('Sluice could not start: listen EADDRINUSE');
      expect(service.log).toContain('worker stopped');
    } finally {
      await service.kill();
      other.close();
    }
  });

  it('runs without Redis: alive, not ready, 503 with Retry-After, and exits with 0 when asked', async () => {
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    const env = { REDIS_URL: nowhere, SLUICE_SHUTDOWN_GRACE_MS: '1000' };
    const service = await Service.launch({ env });
    try {
      await untilTrue(
        async () => (await fetch(`${service.url}/health/live`).catch(() => null))?.status === 200,
        20_000,
        () => `not alive:\n${service.log}`,
      );
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
      const refused = await new SluiceClient(service.url).post({});
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      service.signal('SIGTERM');
      const exit = await service.exited(20_000);
      expect(exit.code).toBe(0);
      expect(exit.afterMs).toBeLessThan(1_000 + 2_000);
    } finally {
      await service.kill();
    }
  });

  it('takes new jobs during the shutdown delay, and none after it', async () => {
    const service = await Service.start({
      env: { REDIS_URL: redis.url, SLUICE_SHUTDOWN_DELAY_MS: '1500', SLUICE_ROLE: 'api' },
    });
    try {
      const client = new SluiceClient(service.url);
      service.signal('SIGTERM');
      await untilTrue(
        async () => (await fetch(`${service.url}/health/ready`)).status === 503,
        20_000,
        () => 'still ready',
      );
      const id = await client.enqueue({});
      const exit = await service.exited(20_000);
      expect({ code: exit.code, waited: exit.afterMs >= 1_500 }).toEqual({ code: 0, waited: true });
      const next = await Service.start({ env: { REDIS_URL: redis.url, SLUICE_ROLE: 'api' } });
      try {
        expect((await new SluiceClient(next.url).job(id)).status).toBe('queued');
      } finally {
        await next.kill();
      }
    } finally {
      await service.kill();
    }
  });
});
