import { EventHub } from '../../../src/core/events';
import type { HistoryStore, HistoryStores } from '../../../src/core/history-store';
import { bucketOf, middleOf, type Latencies } from '../../../src/core/latency';
import type { ClaimedJob } from '../../../src/core/job';
import { HISTORY_STORES } from '../../../src/persistence/persistence.module';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

const NONE = { p50: null, p95: null, p99: null };
const NOTHING: Latencies = { wait: new Map(), run: new Map() };

let bed: HttpBed;
let other: HttpBed;
let store: HistoryStore;

beforeAll(async () => {
  bed = await HttpBed.start();
  other = await HttpBed.on(bed.redis);
  store = bed.app.get<HistoryStores>(HISTORY_STORES).history('default');
});
afterAll(async () => {
  await other.close();
  await bed.stop();
});

const queueOf = async (name: string) => (await bed.ask(`/queues/${name}`)).body;

/** As the engine of that process tells of a job that failed after so long. */
function tell(process: HttpBed, queue: string, code: string, durationMs: number): void {
  const events = process.app.get(EventHub);
  const job = { attempt: 1, queue, type: 't', createdAt: 1_000, startedAt: 1_400 } as unknown as ClaimedJob;
  events.emit('started', { namespace: 'default', jobs: [job] });
  const end = { began: true, outcome: 'failed', settled: 'ok', state: 'scheduled' } as const;
  const attempt = { ...end, job, durationMs, error: { code, message: 'm' } };
  events.emit('ended', { namespace: 'default', attempts: [attempt] });
}

describe('the figures of GET /queues/{queue}', () => {
  it('are of that queue, over all processes', async () => {
    await bed.post('{"id":"told-1","queue":"told"}');
    await bed.post('{"id":"other-1","queue":"other"}');
    tell(bed, 'told', 'timeout', 90);
    tell(other, 'told', 'timeout', 90);
    tell(other, 'told', 'http_500', 90);
    tell(other, 'none', 'timeout', 90); // of a queue that there is no more
    const took = (ms: number) => ({ p50: ms, p95: ms, p99: ms });
    await untilTrue(
      async () => JSON.stringify((await queueOf('told'))['errors']).includes('"count":2'),
      10_000,
      () => 'the errors of both processes are not told',
    );
    await untilTrue(
      async () => ((await queueOf('told'))['errors'] as unknown[]).length === 2,
      10_000,
      () => 'the second code is not told',
    );
    expect(await queueOf('told')).toMatchObject({
      wait_ms: took(middleOf(bucketOf(400))),
      run_ms: took(middleOf(bucketOf(90))),
      errors: [
        { code: 'timeout', count: 2 },
        { code: 'http_500', count: 1 },
      ],
    });
    expect(await queueOf('other')).toMatchObject({ wait_ms: NONE, run_ms: NONE, errors: [] });
    const redis = bed.redis.client();
    expect(await redis.exists('sluice:{default}:q:none:errors')).toBe(0);
    const keys = await redis.keys('sluice:{default}:q:told:*');
    for (const key of keys.filter((one) => /:(?:latency|errors)/.test(one))) {
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
    await redis.quit();
  });

  it('hold a bounded number of codes, of about a day', async () => {
    await bed.post('{"id":"codes-1","queue":"codes"}');
    const redis = bed.redis.client();
    const key = 'sluice:{default}:q:codes:errors';
    const [seconds] = await redis.time();
    const hour = Math.floor(Number(seconds) / 3_600);
    await redis.hset(key, `${hour - 23} yesterday`, '7', `${hour - 25} before`, '9');
    const codes = Array.from({ length: 60 }, (_, i): [string, number] => [`code${i}`, 1]);
    const errors = new Map(codes);
    await store.addMeasured(NOTHING, new Map([['codes', { latencies: NOTHING, errors }]]));
    const told = (await queueOf('codes'))['errors'] as { code: string | null; count: number }[];
    expect(told).toHaveLength(52);
    expect(told.slice(0, 2)).toEqual([
      { code: null, count: 10 },
      { code: 'yesterday', count: 7 },
    ]);
    expect(await redis.hexists(key, `${hour - 25} before`)).toBe(0);
    await redis.quit();
  });

  it('are kept of a bounded number of queues, and go with the queue', async () => {
    const redis = bed.redis.client();
    await redis.del('sluice:{default}:history:queues');
    const some = { latencies: { wait: new Map([[3, 1]]), run: new Map() }, errors: new Map([['e', 1]]) };
    const queues = Array.from({ length: 210 }, (_, i) => `many-${i}`);
    for (const queue of queues) {
      await bed.post(JSON.stringify({ id: queue, queue }));
    }
    await store.addMeasured(NOTHING, new Map(queues.map((queue) => [queue, some])));
    expect(await redis.zcard('sluice:{default}:history:queues')).toBe(200);
    expect((await redis.keys('sluice:{default}:q:many-*:latency:*')).length).toBe(200);
    expect((await redis.keys('sluice:{default}:q:many-*:errors')).length).toBe(200);
    await bed.ask('/jobs/many-0', { method: 'DELETE' });
    await bed.ask('/queues/many-0/purge', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"states":["queued","cancelled"]}',
    });
    expect((await bed.ask('/queues/many-0', { method: 'DELETE' })).status).toBe(200);
    expect(await redis.exists('sluice:{default}:q:many-0:errors')).toBe(0);
    await redis.quit();
  });
});

describe('GET /metrics/history?queue=', () => {
  it('says how long the jobs of the queue took in each minute', async () => {
    await bed.post('{"id":"hist-1","queue":"hist"}');
    const redis = bed.redis.client();
    await redis.del('sluice:{default}:history:queues');
    const [seconds] = await redis.time();
    const minute = Math.floor(Number(seconds) / 60);
    // Whichever of the two it is when the queue is written down, the one before has been measured.
    for (const step of [minute - 1, minute]) {
      await redis.hset(`sluice:{default}:q:hist:latency:60000:${step}`, `wait:${bucketOf(40)}`, '3');
    }
    let after: string | null = null;
    do {
      after = await store.recordQueues(after);
    } while (after !== null);
    const { body } = await bed.ask('/metrics/history?queue=hist&points=3');
    const { wait_ms: wait, run_ms: run } = body as unknown as Record<string, { p95: (number | null)[] }>;
    expect(wait?.p95).toContain(middleOf(bucketOf(40)));
    expect(run?.p95).toEqual([null, null, null]);
    await redis.quit();
  });
});
