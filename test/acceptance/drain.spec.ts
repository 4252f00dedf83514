import { setTimeout } from 'node:timers/promises';
import { Cluster } from '../support/cluster';
import { KeepAliveClient } from '../support/keep-alive-client';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

describe('a drain', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(() => cluster.stop());

  const long = (count: number, ms: number) =>
    Array.from({ length: count }, () => ({ payload: { duration_ms: ms } }));

  it('finishes what runs, starts nothing more, exits with 0, and loses nothing', async () => {
    const first = await cluster.service({ SLUICE_CONCURRENCY: '10' });
    const client = new SluiceClient(first.url);
    const running = await client.enqueueAll(long(10, 3_000));
    await client.untilMetrics({ in_progress: 10 }, 5_000);
    const waiting = await client.enqueueAll(long(50, 20));

    first.signal('SIGTERM');
    const exit = await first.exited();

    expect(exit).toMatchObject({ code: 0, signal: null });
    expect(exit.afterMs).toBeLessThan(8_000);
    const second = new SluiceClient((await cluster.service({ SLUICE_ROLE: 'api' })).url);
    expect(await second.metrics()).toMatchObject({ processed: 10, in_progress: 0, queue_depth: 50 });

    await cluster.service({ SLUICE_ROLE: 'worker' });
    await second.untilMetrics({ processed: 60, in_progress: 0, queue_depth: 0 }, 15_000);
    const jobs = await second.jobs([...running, ...waiting]);
    expect(new Set(jobs.map((job) => `${job.status} ${job.attempt_count} ${job.lapses}`))).toEqual(
      new Set(['completed 1 0']),
    );
  });

  it('hands back, after the grace, what does not finish, at no cost to the job', async () => {
    const first = await cluster.service({ SLUICE_SHUTDOWN_GRACE_MS: '500' });
    const client = new SluiceClient(first.url);
    const [id = ''] = await client.enqueueAll(long(1, 60_000));
    await client.untilMetrics({ in_progress: 1 }, 5_000);

    first.signal('SIGTERM');
    const exit = await first.exited();

    expect(exit.code).toBe(0);
    expect(exit.afterMs).toBeGreaterThan(450);
    expect(exit.afterMs).toBeLessThan(2_500);
    const second = new SluiceClient((await cluster.service({ SLUICE_ROLE: 'api' })).url);
    expect(await second.job(id)).toMatchObject({ status: 'queued', attempt_count: 0, retries: 0, lapses: 0 });
  });

  it('refuses new jobs with 503 and turns readiness off at once, while it still answers', async () => {
    const service = await cluster.service();
    const client = new SluiceClient(service.url);
    await client.enqueueAll(long(1, 2_000));
    await client.untilMetrics({ in_progress: 1 }, 5_000);

    service.signal('SIGTERM');
    await untilTrue(
      async () => (await fetch(`${service.url}/health/ready`)).status === 503,
      20_000,
      () => 'readiness is still on',
    );
    const refused = await client.post({});
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refused.json()).toMatchObject({ code: 'draining' });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect((await service.exited()).code).toBe(0);
  });

  it('does not wait for clients that hold their connections, busy or idle', async () => {
    const service = await cluster.service();
    const idle = await Promise.all(
      Array.from({ length: 20 }, () => KeepAliveClient.connect(service.port, '/health/live')),
    );
    const waiting = await KeepAliveClient.connect(service.port, '/health/live');
    const id = await new SluiceClient(service.url).enqueue({ delay_ms: 60_000 });
    waiting.request(`/jobs/${id}?wait_ms=30000`);
    await waiting.sent();

    service.signal('SIGINT');
    const exit = await service.exited();

    expect(exit.code).toBe(0);
    expect(exit.afterMs).toBeLessThan(3_000);
    for (const client of [...idle, waiting]) {
      client.destroy();
    }
  });

  it('skips the wait on a second signal that is not the same Ctrl-C', async () => {
    const service = await cluster.service();
    const client = new SluiceClient(service.url);
    await client.enqueueAll(long(1, 60_000));
    await client.untilMetrics({ in_progress: 1 }, 5_000);

    service.signal('SIGINT');
    service.signal('SIGINT');
    // The passing of time is the very condition here: until a second is over, it is the same Ctrl-C.
    await setTimeout(1_200);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);

    service.signal('SIGINT');
    const exit = await service.exited();
    expect(exit.code).toBe(0);
    expect(exit.afterMs).toBeLessThan(3_000);
  });

  it('ends within the grace and two seconds when Redis is gone', async () => {
    const service = await cluster.service({ SLUICE_SHUTDOWN_GRACE_MS: '1500' });
    const client = new SluiceClient(service.url);
    await client.enqueueAll(long(5, 60_000));
    await client.untilMetrics({ in_progress: 5 }, 5_000);
    await cluster.redis.kill();

    service.signal('SIGTERM');
    const exit = await service.exited();

    expect(exit.signal).toBeNull();
    expect(exit.afterMs).toBeLessThan(1_500 + 2_000);
  });
});
