import type { Cluster } from '../support/cluster';
import type { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';
import { soundCluster } from './support/sound-cluster';

const WORKER = { SLUICE_ROLE: 'worker', SLUICE_LEASE_MS: '1000', SLUICE_REAP_MS: '200' };
const LIMIT = 10;
const PER_MS = 1_000;

describe('rates over whole processes', () => {
  let cluster: Cluster;
  let url: string;
  let client: SluiceClient;

  const present = soundCluster();
  beforeEach(() => {
    ({ cluster, url, client } = present());
  });

  it('S35 ten starts a second over four workers, one of them killed: never eleven, and all are done in time', async () => {
    await fetch(`${url}/queues/default`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rate: { limit: LIMIT, per_ms: PER_MS } }),
    });
    const [victim] = await Promise.all([1, 2, 3, 4].map(() => cluster.service(WORKER)));
    const began = Date.now();
    const ids = await client.enqueueAll(
      Array.from({ length: 200 }, () => ({ payload: { duration_ms: 20 } })),
    );

    await untilTrue(
      async () => (await client.metrics()).processed >= 50,
      20_000,
      () => 'a quarter is done',
    );
    victim?.signal('SIGKILL');
    const redis = cluster.redis.client();
    await redis.persist('sluice:{default}:q:default:starts');
    // At the edge of a window: it begins with whatever start is the latest.
    const more = await client.enqueueAll(
      Array.from({ length: LIMIT + 1 }, () => ({ payload: { duration_ms: 1 } })),
    );
    await client.untilMetrics({ processed: 211, queue_depth: 0, in_progress: 0 }, 60_000);
    expect(Date.now() - began).toBeLessThan(26_500);

    const jobs = await client.jobs([...ids, ...more]);
    const starts = jobs
      .flatMap(({ attempts }) => attempts.map(({ started_at: at }) => Date.parse(at)))
      .sort((a, b) => a - b);
    const edges = starts.slice(LIMIT).map((at, i) => at - Number(starts[i]));
    expect(Math.min(...edges)).toBeGreaterThan(PER_MS);
    // No attempt was spent on waiting: each job has one, and another for each lease that the killed one lost.
    expect(jobs.every(({ attempt_count: n, lapses }) => n === lapses + 1)).toBe(true);
    expect(starts.length).toBe(211 + jobs.reduce((sum, { lapses }) => sum + lapses, 0));
    expect(await redis.pttl('sluice:{default}:q:default:starts')).toBeGreaterThan(0);
    await redis.quit();
  });
});
