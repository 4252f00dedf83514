import { Cluster } from '../support/cluster';
import { SluiceClient } from '../support/sluice-client';

describe('jobs that fail twice', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(() => cluster.stop());

  it('all complete, with two retries each, and the counters say so', async () => {
    const client = new SluiceClient((await cluster.service({ SLUICE_CONCURRENCY: '50' })).url);
    const ids = await client.enqueueAll(
      Array.from({ length: 200 }, () => ({
        payload: { duration_ms: 5 },
        backoff: { base_ms: 50 },
        failure_injection: { fail_first: 2 },
      })),
    );

    await client.untilMetrics({ processed: 200, in_progress: 0, queue_depth: 0 }, 30_000);

    expect(await client.metrics()).toMatchObject({
      processed: 200,
      failed: 0,
      retried: 400,
      in_progress: 0,
      queue_depth: 0,
    });
    const jobs = await client.jobs(ids);
    expect(new Set(jobs.map((job) => `${job.status} ${job.retries} ${job.attempt_count}`))).toEqual(
      new Set(['completed 2 3']),
    );
    expect(jobs[0]?.attempts.map((attempt) => attempt.outcome)).toEqual(['failed', 'failed', 'completed']);
  });
});
