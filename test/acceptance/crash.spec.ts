import { hostname } from 'node:os';
import { Cluster } from '../support/cluster';
import { SluiceClient } from '../support/sluice-client';

const LEASE_MS = 1_000;
const REAP_MS = 300;

describe('a worker that is killed', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(() => cluster.stop());

  const leases = { SLUICE_LEASE_MS: String(LEASE_MS), SLUICE_REAP_MS: String(REAP_MS) };

  it('loses no job: all complete on another worker within lease + reap + 2 s', async () => {
    const api = new SluiceClient((await cluster.service({ SLUICE_ROLE: 'api' })).url);
    const victim = await cluster.service({ SLUICE_ROLE: 'worker', ...leases });
    // The first attempt of each hangs; the second is done at once.
    const ids = await api.enqueueAll(
      Array.from({ length: 10 }, () => ({
        payload: { duration_ms: 10 },
        failure_injection: { fail_first: 1, kind: 'slow', slow_ms: 60_000 },
      })),
    );
    await api.untilMetrics({ in_progress: 10 }, 5_000);
    await cluster.service({ SLUICE_ROLE: 'worker', ...leases });

    victim.signal('SIGKILL');
    await victim.exited();
    await api.untilMetrics({ processed: 10, in_progress: 0, queue_depth: 0 }, LEASE_MS + REAP_MS + 2_000);

    const jobs = await api.jobs(ids);
    for (const job of jobs) {
      expect(job).toMatchObject({ status: 'completed', attempt_count: 2, lapses: 1, retries: 0 });
      expect(job.attempts.map((attempt) => attempt.outcome)).toEqual(['lapsed', 'completed']);
      expect(job.attempts[0]?.worker).not.toBe(job.attempts[1]?.worker);
    }
  });

  it('ends a job that kills its worker every time, with a word for it', async () => {
    const api = new SluiceClient((await cluster.service({ SLUICE_ROLE: 'api' })).url);
    const id = await api.enqueue({ failure_injection: { fail_first: 99, kind: 'crash' }, max_lapses: 2 });
    const victims: string[] = [];
    for (const expected of [1, 2]) {
      const worker = await cluster.launch({ SLUICE_ROLE: 'worker', ...leases });
      expect(await worker.exited()).toMatchObject({ signal: 'SIGKILL' });
      expect((await api.job(id)).attempt_count).toBe(expected);
      victims.push(`${hostname()}:${worker.pid}`);
    }
    await cluster.service({ SLUICE_ROLE: 'worker', ...leases });

    await api.untilMetrics({ failed: 1, in_progress: 0 }, LEASE_MS + REAP_MS + 2_000);

    const job = await api.job(id);
    expect(job).toMatchObject({ status: 'failed', lapses: 2, error: { code: 'lease_lapsed' } });
    expect(job.attempts.map(({ worker }) => worker)).toEqual(victims);
  });
});
