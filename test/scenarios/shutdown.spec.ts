import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster } from '../support/cluster';
import { KeepAliveClient } from '../support/keep-alive-client';
import { Launcher } from '../support/launcher';
import { freePort } from '../support/redis-server';
import { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const GRACE_MS = 1_500;
const GRACE = { SLUICE_SHUTDOWN_GRACE_MS: String(GRACE_MS) };
/** Beyond the grace: the process's own end, on a busy machine. */
const ENDS_MS = 2_000;

describe('S10 Redis is not there at the end', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(() => cluster.stop());

  it.each(['killed', 'stopped'] as const)('and was %s: API and worker end by themselves', async (how) => {
    const api = await cluster.service({ ...GRACE, SLUICE_ROLE: 'api' });
    const worker = await cluster.service({ ...GRACE, SLUICE_ROLE: 'worker' });
    const client = new SluiceClient(api.url);
    await client.enqueue({ payload: { duration_ms: 60_000 } });
    await client.untilMetrics({ in_progress: 1 }, 3_000);
    if (how === 'killed') {
      await cluster.redis.kill();
    } else {
      cluster.redis.signal('SIGSTOP');
    }

    api.signal('SIGTERM');
    worker.signal('SIGTERM');
    const exits = await Promise.all([api.exited(), worker.exited()]);

    for (const { signal, afterMs } of exits) {
      expect(signal).toBeNull();
      expect(afterMs).toBeLessThan(GRACE_MS + ENDS_MS);
    }
  });

  it('and never was: a start without Redis ends too, also when it is asked twice', async () => {
    const lonely = await Service.launch({
      env: { ...GRACE, REDIS_URL: `redis://127.0.0.1:${await freePort()}` },
    });
    await untilTrue(
      async () => (await fetch(`${lonely.url}/health/live`).catch(() => null))?.ok === true,
      10_000,
      () => 'it lives',
    );
    lonely.signal('SIGTERM');
    lonely.signal('SIGTERM');
    const { signal, afterMs } = await lonely.exited();
    expect(signal).toBeNull();
    expect(afterMs).toBeLessThan(GRACE_MS + ENDS_MS);
  });
});

describe('a deploy', () => {
  it('S11 under load: readiness first, the port stays open for the delay, every 2xx is stored', async () => {
    const cluster = await Cluster.start();
    const going = await cluster.service({
      ...GRACE,
      SLUICE_ROLE: 'api',
      SLUICE_RATE_LIMIT: '0',
      SLUICE_SHUTDOWN_DELAY_MS: '1000',
    });
    const scraper = await KeepAliveClient.connect(going.port, '/metrics');
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const taken: string[] = [];
    let cutOff = 0;
    let stop = false;
    const senders = Array.from({ length: 50 }, async (_, sender) => {
      for (let number = 0; !stop; number += 1) {
        const id = `job-${sender}-${number}`;
        const status = await post(going.port, agent, id);
        if (status === null) {
          cutOff += 1;
        } else if (status === 202) {
          taken.push(id);
        }
        stop ||= status !== 202;
      }
    });
    await untilTrue(
      () => taken.length > 500,
      10_000,
      () => 'load',
    );

    going.signal('SIGTERM');
    const from = performance.now();
    await untilTrue(
      async () => (await fetch(`${going.url}/health/ready`)).status === 503,
      1_000,
      () => 'not ready',
    );
    const fellMs = performance.now() - from;
    const takenThen = taken.length;
    await delay(300);
    expect(taken.length).toBeGreaterThan(takenThen);
    const { code, afterMs } = await going.exited();
    await Promise.all(senders);
    agent.destroy();
    scraper.destroy();

    expect(code).toBe(0);
    expect(fellMs).toBeLessThan(200 + 200);
    expect(afterMs).toBeLessThan(1_000 + GRACE_MS + ENDS_MS);
    // A request that was on its way when its kept connection closed; each sender stops at its first.
    expect(cutOff).toBeLessThanOrEqual(50);
    const client = new SluiceClient((await cluster.service({ SLUICE_ROLE: 'api' })).url);
    expect((await client.metrics()).queue_depth).toBeGreaterThanOrEqual(taken.length);
    const states = new Set((await client.jobs(taken.slice(-500))).map(({ status }) => status));
    expect([...states]).toEqual(['queued']);
    await cluster.stop();
  });

  it('S12 of a service that was started with npm: the signal reaches it, running jobs end', async () => {
    const launcher = new Launcher();
    try {
      const run = await launcher.start();
      const client = new SluiceClient(run.url);
      await client.enqueue({ payload: { duration_ms: 2_000 } });
      await client.untilMetrics({ in_progress: 1 }, 3_000);

      // To npm alone, as a container's runtime does with its first process.
      run.signal('SIGTERM');
      const { code, signal } = await run.exited();

      expect([code, signal]).toEqual([0, null]);
      const next = await launcher.start();
      expect(await new SluiceClient(next.url).metrics()).toMatchObject({ processed: 1, in_progress: 0 });
    } finally {
      await launcher.stop();
    }
  });
});

/** The answer's status, or null if the connection ended before there was one. */
function post(port: number, agent: Agent, id: string): Promise<number | null> {
  return new Promise((resolve) => {
    const call = request(
      {
        port,
        agent,
        path: '/jobs',
        method: 'POST',
        host: '127.0.0.1',
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        response.resume();
        response.on('close', () => resolve(response.statusCode ?? null));
      },
    );
    call.on('error', () => resolve(null));
    call.end(JSON.stringify({ id, queue: 'deploy' }));
  });
}
