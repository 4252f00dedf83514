import { setTimeout as delay } from 'node:timers/promises';
import { Cluster } from '../support/cluster';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const SOON_MS = 60_000;
const API = { SLUICE_ROLE: 'api', SLUICE_RATE_LIMIT: '0' };
const WORKER = { SLUICE_ROLE: 'worker', SLUICE_LEASE_MS: '2000', SLUICE_REAP_MS: '200' };

let cluster: Cluster;

beforeEach(async () => {
  cluster = await Cluster.start();
});
afterEach(() => cluster.stop());

describe('S26 twenty thousand jobs due at one moment', () => {
  it('run once each, and a worker that gets SIGTERM amid them ends as it should', async () => {
    const herd = 20_000;
    const api = await cluster.service(API);
    const workers = await Promise.all(
      [1, 2].map(() => cluster.service({ SLUICE_ROLE: 'worker', SLUICE_CONCURRENCY: '20' })),
    );
    const client = new SluiceClient(api.url);
    const run_at = new Date(Date.now() + 8_000).toISOString();
    for (let sent = 0; sent < herd; sent += 5_000) {
      const jobs = Array.from({ length: 5_000 }, (_, n) => ({
        id: `h${sent + n}`,
        run_at,
        payload: { duration_ms: 0 },
      }));
      const answer = await fetch(`${api.url}/jobs/bulk`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(jobs),
      });
      expect(answer.status).toBe(200);
    }
    const processed = async () => (await client.metrics()).processed;
    await untilTrue(
      async () => (await processed()) > 500,
      SOON_MS,
      () => 'the herd does not run',
    );
    const [leaving] = workers;
    leaving?.signal('SIGTERM');
    // Within its grace of 25 s: what it runs takes no time.
    expect(await leaving?.exited()).toMatchObject({ code: 0, signal: null });
    await untilTrue(
      async () => (await processed()) === herd,
      SOON_MS,
      () => 'not all of the herd ran',
    );
    expect(await client.metrics()).toMatchObject({ processed: herd, failed: 0, retried: 0, queue_depth: 0 });
    expect(await (await fetch(`${api.url}/queues/default`)).json()).toMatchObject({
      counters: { completed: herd, lapsed: 0 },
    });
  });
});

describe('S32 the worker of a job with a dedup key is killed (SIGKILL)', () => {
  it('and the key is held until its lease is over, then free again', async () => {
    const api = await cluster.service(API);
    const worker = await cluster.service(WORKER);
    const client = new SluiceClient(api.url);
    const job = {
      ...{ payload: { duration_ms: 600_000 }, max_retries: 0, max_lapses: 1 },
      dedup: { key: 'k', until: 'finished' },
    };
    const id = await client.enqueue(job);
    await client.untilMetrics({ in_progress: 1 }, SOON_MS);
    await worker.kill();
    const held = await client.post(job);
    expect([held.status, await held.json()]).toEqual([
      200,
      expect.objectContaining({ outcome: 'duplicate', job_id: id, status: 'in_progress' }),
    ]);
    await cluster.service(WORKER);
    await untilTrue(
      async () => (await client.job(id)).status === 'failed',
      SOON_MS,
      () => 'the lease of the killed worker does not end',
    );
    expect((await client.job(id)).error).toMatchObject({ code: 'lease_lapsed' });
    const again = await client.post({ ...job, payload: { duration_ms: 1 } });
    expect(again.status).toBe(202);
    expect(((await again.json()) as { job_id: string }).job_id).not.toBe(id);
    await client.untilMetrics({ processed: 1 }, SOON_MS);
  });
});

describe('S43 the event loop stands still', () => {
  it('and goes on: alive and ready at once, and what ran meanwhile counts once', async () => {
    const both = await cluster.service({ SLUICE_LEASE_MS: '1500', SLUICE_REAP_MS: '200' });
    const other = await cluster.service({ SLUICE_LEASE_MS: '1500', SLUICE_REAP_MS: '200' });
    const client = new SluiceClient(other.url);
    const ids = await client.enqueueAll(
      Array.from({ length: 6 }, (_, n) => ({ id: `s${n}`, payload: { duration_ms: 1_000 } })),
    );
    await client.untilMetrics({ in_progress: 6 }, SOON_MS);
    both.signal('SIGSTOP');
    // The other one takes over what the stopped one had.
    await client.untilMetrics({ processed: 6, in_progress: 0 }, SOON_MS);
    both.signal('SIGCONT');
    await untilTrue(
      async () => {
        const answers = await Promise.all(
          ['live', 'ready'].map((probe) => fetch(`${both.url}/health/${probe}`)),
        );
        return answers.every(({ status }) => status === 200);
      },
      SOON_MS,
      () => 'it does not come back',
    );
    await delay(1_000); // time for an outcome that comes too late
    expect(await client.metrics()).toMatchObject({ processed: 6, failed: 0, retried: 0, in_progress: 0 });
    expect((await client.jobs(ids)).every(({ status }) => status === 'completed')).toBe(true);
  });
});
