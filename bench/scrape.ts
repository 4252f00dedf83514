import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { RedisJobStores } from '../src/persistence/redis-job-stores';
import { newJob } from '../test/support/job-builder';
import { TestRedis } from '../test/support/redis-server';
import { Service } from '../test/support/service';

/** How long `/metrics` takes, as JSON and as text for Prometheus, with many jobs in many queues. Wants a build. */
const LIMITS = { maxDepth: 10_000_000, maxBytes: 1e12, ratePerSecond: 0, rateBurst: 1 };
const RETENTION = { ms: 86_400_000, failedMs: 86_400_000, count: 10_000_000, bytes: 1e12 };
const BATCH = 500;

async function fill(url: string, jobs: number, queues: number): Promise<void> {
  const stores = new RedisJobStores({ url, retention: RETENTION });
  await stores.open();
  const store = stores.namespace('default');
  for (let from = 0; from < jobs; from += BATCH) {
    const some = Array.from({ length: BATCH }, (_, i) =>
      newJob(`job-${from + i}`, {
        queue: `queue-${String((from + i) % queues).padStart(4, '0')}`,
        type: 'none',
        payload: '{"to":"someone@example.com","template":"welcome"}',
        priority: (from + i) % 5,
        ...(i % 4 === 0 && { delayMs: 3_600_000 }),
      }),
    );
    await store.enqueue(some, LIMITS);
  }
  await stores.close();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string', default: '1000000' },
      queues: { type: 'string', default: '300' },
      requests: { type: 'string', default: '1000' },
    },
  });
  const redis = await TestRedis.start(['--appendonly', 'no', '--save', '']);
  const service = await Service.start({ env: { REDIS_URL: redis.url, SLUICE_MAX_DEPTH: '10000000' } });
  try {
    await fill(redis.url, Number(values.jobs), Number(values.queues));
    for (const [what, accept] of [
      ['JSON', 'application/json'],
      ['Prometheus', 'text/plain;version=0.0.4'],
    ] as const) {
      const times: number[] = [];
      let bytes = 0;
      for (let i = 0; i < Number(values.requests); i += 1) {
        const began = performance.now();
        const response = await fetch(`${service.url}/metrics`, { headers: { accept } });
        bytes = (await response.text()).length;
        times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      const at = (share: number) => (times[Math.floor(times.length * share)] ?? NaN).toFixed(1);
      process.stdout.write(
        `${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(0.9999)} ms; ${bytes} bytes, ` +
          `${values.jobs} jobs in ${values.queues} queues\n`,
      );
    }
  } finally {
    await service.kill();
    await redis.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
