import { EventHub } from '../../../src/core/events';
import type { ClaimedJob } from '../../../src/core/job';
import { untilTrue } from '../../support/until';
import { Puller } from '../leases/puller';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let other: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start();
  other = await HttpBed.on(bed.redis);
});
afterAll(async () => {
  await other.close();
  await bed.stop();
});

type Percentiles = Readonly<Record<'p50' | 'p95' | 'p99', number | null>>;

async function metrics(namespace: string): Promise<{ wait_ms: Percentiles; run_ms: Percentiles }> {
  const { body } = await bed.ask('/metrics', { headers: { 'sluice-namespace': namespace } });
  return body as unknown as { wait_ms: Percentiles; run_ms: Percentiles };
}

/** As the engine of that process tells of jobs that waited so long. */
function tell(process: HttpBed, waits: readonly number[], attempt = 1, namespace = 'told'): void {
  for (const ms of waits) {
    const job = { attempt, queue: 'q', createdAt: 1_000, startedAt: 1_000 + ms } as unknown as ClaimedJob;
    process.app.get(EventHub).emit('started', { namespace, jobs: [job] });
  }
}

describe('the percentiles of GET /metrics', () => {
  it('are null where nothing ran', async () => {
    const { wait_ms, run_ms } = await metrics('quiet');
    expect([wait_ms, run_ms]).toEqual([
      { p50: null, p95: null, p99: null },
      { p50: null, p95: null, p99: null },
    ]);
  });

  it('are over all processes, and of first starts only', async () => {
    tell(
      bed,
      Array.from({ length: 60 }, () => 10),
    );
    tell(other, [...Array.from({ length: 37 }, () => 100), 5_000, 5_000, 5_000]);
    tell(
      other,
      Array.from({ length: 500 }, () => 1),
      2,
    );
    const near = (value: number | null, ms: number) => value !== null && Math.abs(value - ms) <= ms * 0.1;
    await untilTrue(
      async () => {
        const { p50, p95, p99 } = (await metrics('told')).wait_ms;
        return near(p50, 10) && near(p95, 100) && near(p99, 5_000);
      },
      10_000,
      () => 'the percentiles are not those of both processes',
    );
    expect((await metrics('told')).run_ms).toEqual({ p50: null, p95: null, p99: null });
    const redis = bed.redis.client();
    const keys = await redis.keys('sluice:{told}:latency:*');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
    await redis.quit();
  });

  it('of each step are in the history of the namespace', async () => {
    tell(bed, [...Array.from({ length: 19 }, () => 40), 3_000], 1, 'default');
    const columns = async (query: string) => {
      const { body } = await bed.ask(`/metrics/history${query}`);
      return body as unknown as Readonly<
        Record<'wait_ms' | 'run_ms', Readonly<Record<string, (number | null)[]>>>
      >;
    };
    await untilTrue(
      async () => (await columns('?points=10')).wait_ms['p50']?.some((ms) => ms !== null) === true,
      20_000,
      () => 'no step has a percentile',
    );
    const { wait_ms, run_ms } = await columns('?points=10');
    const known = (name: string) => wait_ms[name]?.find((ms) => ms !== null) ?? 0;
    expect(Math.abs(known('p50') - 40)).toBeLessThanOrEqual(4);
    expect(Math.abs(known('p95') - 40)).toBeLessThanOrEqual(4);
    expect(Math.abs(known('p99') - 3_000)).toBeLessThanOrEqual(300);
    expect(new Set(run_ms['p50'])).toEqual(new Set([null]));
    expect(wait_ms['p99']).toHaveLength(10);
  });

  it('know of the jobs of remote workers', async () => {
    const puller = new Puller(bed);
    await bed.post('{"type":"remote","queue":"remote"}');
    const [job] = await puller.take({ types: ['remote'], queues: ['remote'] });
    await puller.complete(job!);
    await untilTrue(
      async () => {
        const { wait_ms, run_ms } = await metrics('default');
        return wait_ms.p50 !== null && run_ms.p50 !== null;
      },
      10_000,
      () => 'a remote job was not counted',
    );
  });
});
