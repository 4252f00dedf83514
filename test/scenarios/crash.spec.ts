import { once } from 'node:events';
import type { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';
import { soundCluster } from './support/sound-cluster';

const LEASE_MS = 1_000;
const REAP_MS = 200;
const LEASES = { SLUICE_LEASE_MS: String(LEASE_MS), SLUICE_REAP_MS: String(REAP_MS) };
const WORKER = { SLUICE_ROLE: 'worker', ...LEASES };

/** The worker has begun its job: more than that Redis has it in progress. */
function untilItRuns(worker: Service): Promise<void> {
  return untilTrue(
    async () => {
      const metrics = await fetch(`${worker.url}/metrics/prometheus`);
      return (await metrics.text()).includes('sluice_jobs_running 1\n');
    },
    3_000,
    () => 'the handler runs',
  );
}

describe('crashes of whole processes', () => {
  let cluster: Cluster;
  let client: SluiceClient;

  const present = soundCluster();
  beforeEach(() => {
    ({ cluster, client } = present());
  });

  async function kill(worker: Service): Promise<void> {
    worker.signal('SIGKILL');
    await worker.exited();
  }

  it('S01 a thousand jobs and twenty kills: every job is final, none is lost', async () => {
    const ids = await client.enqueueAll(
      Array.from({ length: 1_000 }, () => ({ payload: { duration_ms: 100 }, max_lapses: 100 })),
    );
    let [older, newer] = await Promise.all([cluster.service(WORKER), cluster.service(WORKER)]);
    for (let round = 0; round < 20; round += 1) {
      await kill(older);
      [older, newer] = [newer, await cluster.service(WORKER)];
    }

    await client.untilMetrics({ in_progress: 0, queue_depth: 0 }, 60_000);

    expect(await client.metrics()).toMatchObject({ processed: 1_000, failed: 0 });
    const states = new Set((await client.jobs(ids)).map(({ status }) => status));
    expect([...states]).toEqual(['completed']);
  });

  it('S02 an API process is killed in the middle of posts: what it said is stored, nothing is half stored', async () => {
    const victim = await cluster.service({ SLUICE_ROLE: 'api', SLUICE_RATE_LIMIT: '0' });
    const sender = new SluiceClient(victim.url);
    const taken: string[] = [];
    const sending = Array.from({ length: 500 }, async (_, index) => {
      const response = await sender.post({ id: `job-${index}`, delay_ms: 600_000 }).catch(() => null);
      if (response?.status === 202) {
        taken.push(`job-${index}`);
      }
    });
    await untilTrue(
      () => taken.length > 20,
      10_000,
      () => 'some are taken',
    );
    await kill(victim);
    await Promise.all(sending);

    // A job that is not there would be an error here; the audit comes at the end.
    expect(new Set((await client.jobs(taken)).map(({ status }) => status))).toEqual(new Set(['scheduled']));
  });

  it('S03 a job that kills its worker ends after exactly its lapses, and those behind it complete', async () => {
    const poison = await client.enqueue({
      priority: 1,
      max_lapses: 3,
      failure_injection: { fail_first: 99, kind: 'crash' },
    });
    const others = await client.enqueueAll(
      Array.from({ length: 20 }, () => ({ payload: { duration_ms: 10 } })),
    );
    let crashes = 0;
    const over = new AbortController();
    const isOver = once(over.signal, 'abort');
    const supervisor = (async () => {
      while (!over.signal.aborted) {
        const worker = await cluster.launch({ ...WORKER, SLUICE_CONCURRENCY: '1' });
        const ended = worker.exited(2 ** 31 - 1).then(({ signal }) => {
          crashes += signal === 'SIGKILL' ? 1 : 0;
        });
        await Promise.race([ended, isOver]);
      }
    })();
    await client.untilMetrics({ processed: 20, failed: 1, in_progress: 0 }, 30_000);
    const starts = crashes;
    over.abort();
    await supervisor;

    expect(starts).toBe(3);
    expect(await client.job(poison)).toMatchObject({
      status: 'failed',
      attempt_count: 3,
      lapses: 3,
      error: { code: 'lease_lapsed' },
    });
    const jobs = await client.jobs(others);
    expect(new Set(jobs.map(({ status, lapses }) => `${status} ${lapses}`))).toEqual(
      new Set(['completed 0']),
    );
  });

  it('S04 a handler that fails while its worker drains leaves a retry behind', async () => {
    const worker = await cluster.service(WORKER);
    const id = await client.enqueue({
      payload: { duration_ms: 1_500, fail: true },
      backoff: { strategy: 'fixed', base_ms: 60_000, jitter: 0 },
    });
    // A claim whose answer comes after the signal is handed back.
    await untilItRuns(worker);
    worker.signal('SIGTERM');
    expect((await worker.exited()).code).toBe(0);

    expect(await client.job(id)).toMatchObject({ status: 'scheduled', retries: 1, attempt_count: 1 });
    expect(await client.metrics()).toMatchObject({ in_progress: 0, retried: 1 });
  });

  it('S04 all workers die during a backoff: the retry comes with the next worker, at its time', async () => {
    const worker = await cluster.service(WORKER);
    const id = await client.enqueue({
      payload: { duration_ms: 10 },
      failure_injection: { fail_first: 1 },
      backoff: { strategy: 'fixed', base_ms: 2_000, jitter: 0 },
    });
    await client.untilMetrics({ retried: 1 }, 3_000);
    await kill(worker);
    await cluster.service(WORKER);

    await client.untilMetrics({ processed: 1 }, 2_000 + 3_000);

    expect(await client.job(id)).toMatchObject({ status: 'completed', attempt_count: 2, lapses: 0 });
  });

  it('S05 a worker that stood still past its lease and wakes up changes nothing any more', async () => {
    const first = await cluster.service(WORKER);
    const id = await client.enqueue({
      payload: { duration_ms: 20 },
      failure_injection: { fail_first: 1, kind: 'slow', slow_ms: 2_500 },
    });
    // A worker that stands still before it has the answer of its claim does not begin the job at all.
    await untilItRuns(first);
    // First of all: a start of the second may take as long as the job.
    first.signal('SIGSTOP');
    await cluster.service(WORKER);
    await client.untilMetrics({ processed: 1 }, LEASE_MS + REAP_MS + 3_000);
    const before = await client.job(id);
    first.signal('SIGCONT');
    await untilTrue(
      () => /lease/.test(first.log),
      5_000,
      () => `the first worker says that its lease is lost:\n${first.log}`,
    );

    expect(await client.job(id)).toEqual(before);
    expect(before).toMatchObject({ status: 'completed', attempt_count: 2, lapses: 1 });
    expect(await client.metrics()).toMatchObject({ processed: 1, failed: 0, retried: 0, in_progress: 0 });
  });
});
