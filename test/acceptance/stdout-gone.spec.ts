import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, TestRedis } from '../support/redis-server';
import { untilTrue } from '../support/until';

const MAIN = join(__dirname, '..', '..', 'dist', 'main.js');

describe('a service whose log nobody reads any more', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await TestRedis.start();
  });
  afterAll(() => redis.stop());

  it('ends when it is asked to, with exit code 0', async () => {
    const port = await freePort();
    const service = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], PORT: String(port), REDIS_URL: redis.url, LOG_LEVEL: 'trace' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(service, 'exit');
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
    try {
      await untilTrue(
        async () => (await ask('/health/ready'))?.ok === true,
        20_000,
        () => 'not ready',
      );
      service.stdout.destroy();
      service.kill('SIGTERM');

      expect(await exited).toEqual([0, null]);
    } finally {
      service.kill('SIGKILL');
    }
  });
});
