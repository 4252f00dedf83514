import type { Redis } from 'ioredis';
import { newJob } from '../../support/job-builder';
import { KEEP_ALL } from '../../support/engine-bed';
import { RedisMonitor } from '../../support/redis-monitor';
import { untilTrue } from '../../support/until';
import { HttpBed } from '../http/http-bed';
import { ScenarioBed } from './scenario-bed';

const KEPT = 100;
const ROUNDS = 6;
const A_ROUND = 400;

describe('what piles up', () => {
  it('S40 finished jobs do not: keys and bytes stay at the retention’s bound, failures with stacks too', async () => {
    const retention = { ...KEEP_ALL, count: KEPT };
    const bed = await ScenarioBed.start(retention, ['--save', '', '--appendonly', 'no']);
    const run = (_payload: unknown, { job }: { readonly job: { readonly id: string } }) => {
      if (job.id.endsWith('0')) {
        throw new Error('a stack trace '.repeat(200));
      }
      return 'x'.repeat(1_000);
    };
    await bed.worker({ simulate: run }, { concurrency: 50 }, { retention });
    const client = bed.redis.client();
    const sizes: { keys: number; bytes: number }[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const jobs = Array.from({ length: A_ROUND }, (_, index) =>
        newJob(`job-${round}-${index}`, { maxRetries: 0, payload: JSON.stringify('y'.repeat(1_000)) }),
      );
      await bed.enqueue(jobs);
      await untilTrue(
        async () => {
          const { states } = await bed.store.counts();
          return states.queued + states.in_progress === 0 && states.completed + states.failed <= 2 * KEPT;
        },
        10_000,
        () => 'the round is over and trimmed',
      );
      sizes.push({ keys: await client.dbsize(), bytes: await jobBytes(client) });
    }
    // By the third round both kinds of outcomes are as many as are kept.
    const [, , full, ...later] = sizes;
    for (const { keys, bytes } of later) {
      expect(keys).toBeLessThanOrEqual((full?.keys ?? 0) * 1.1);
      expect(bytes).toBeLessThanOrEqual((full?.bytes ?? 0) * 1.2);
    }
    await client.quit();
    await bed.end();
  });
});

describe('S42 metrics', () => {
  let bed: HttpBed;

  beforeEach(async () => {
    bed = await HttpBed.start();
  });
  afterEach(() => bed.stop());

  it('are no more for a thousand types and queues than for three hundred, and hold no ids', async () => {
    const series = async () => {
      const lines = (await bed.ask('/metrics/prometheus')).text.split('\n');
      return lines.filter((line) => line.startsWith('sluice_'));
    };
    const sendHundred = (from: number) =>
      Promise.all(
        Array.from({ length: 100 }, (_, index) => {
          const name = from + index;
          return bed.post(JSON.stringify({ id: `id-${name}`, type: `type-${name}`, queue: `queue-${name}` }));
        }),
      );
    await sendHundred(0);
    await sendHundred(100);
    await sendHundred(200);
    // By now there are as many names as are told apart; all others are one.
    // A scrape is a request, too: the first one adds its own route.
    await series();
    const before = await series();
    const named = (lines: readonly string[]) => lines.filter((line) => /\b(type|queue)="/.test(line)).length;
    for (let from = 300; from < 1_000; from += 100) {
      await sendHundred(from);
    }
    const lines = await series();
    expect((await bed.ask('/metrics')).body).toMatchObject({ queue_depth: 1_000 });
    expect(named(lines)).toBe(named(before));
    // Something else may have been seen for the first time meanwhile, a slow answer, say.
    expect(lines.length - before.length).toBeLessThan(50);
    expect(lines.filter((line) => line.includes('id-5'))).toEqual([]);
  });

  it('never walk over keys or whole collections', async () => {
    const monitor = await RedisMonitor.open(bed.redis.port);
    for (let index = 0; index < 20; index += 1) {
      await bed.ask('/metrics');
      await bed.ask('/metrics/prometheus');
      await bed.ask('/health/ready');
    }
    await untilTrue(
      () => monitor.seen.length >= 20,
      20_000,
      () => 'Redis was asked',
    );
    expect(monitor.seen.filter((line) => /^(keys|scan|smembers)\b|range .* 0 -1$/.test(line))).toEqual([]);
    monitor.close();
  });

  it('answer without Redis, in time, and say so', async () => {
    await bed.redis.kill();
    const from = performance.now();
    const { status, text } = await bed.ask('/metrics/prometheus');
    expect(performance.now() - from).toBeLessThan(2_400);
    expect([status, /^sluice_redis_up 0$/m.test(text)]).toEqual([200, true]);
  });
});

/** Memory of the jobs' own keys; Redis's buffers are none of them. */
async function jobBytes(client: Redis): Promise<number> {
  const keys = await client.keys('sluice:{default}:*');
  const sizes = await Promise.all(keys.map((key) => client.memory('USAGE', key)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
