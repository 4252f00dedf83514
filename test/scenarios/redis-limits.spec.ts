import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { mustBeSound } from '../support/audit';
import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

/** Of Linux: a clock tick in /proc is 10 ms. */
const TICK_MS = 10;

function processorMs({ pid }: Service): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

describe('whole processes and a Redis that refuses', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(async () => {
    try {
      await mustBeSound(cluster.redis.url);
    } finally {
      await cluster.stop();
    }
  });

  it('S18 READONLY for seconds: no busy loop, few log lines, and the acknowledgement lands', async () => {
    const api = await cluster.service({ SLUICE_ROLE: 'api' });
    const worker = await cluster.service({ SLUICE_ROLE: 'worker', SLUICE_LEASE_MS: '30000' });
    const client = new SluiceClient(api.url);
    await client.enqueueAll(Array.from({ length: 8 }, () => ({ payload: { duration_ms: 500 } })));
    await client.untilMetrics({ in_progress: 8 }, 3_000);
    const admin = cluster.redis.client();

    await admin.replicaof('127.0.0.1', 1);
    const usedBefore = processorMs(worker);
    const linesBefore = worker.log.split('\n').length;
    const seconds = 5;
    await delay(seconds * 1_000);
    const used = processorMs(worker) - usedBefore;
    const lines = worker.log.split('\n').length - linesBefore;
    await admin.replicaof('NO', 'ONE');

    await client.untilMetrics({ processed: 8, in_progress: 0 }, 5_000);
    expect(used / (seconds * 1_000)).toBeLessThan(0.2);
    expect(lines / seconds).toBeLessThan(5);
    expect((await admin.hget('sluice:{default}:counts', 'started')) ?? '').toBe('8');
    await admin.quit();
  });

  it('S22 connections: as many for fifty slots, twenty queues and a thousand probes as for one', async () => {
    const admin = cluster.redis.client();
    const connections = async () => ((await admin.client('LIST')) as string).trim().split('\n').length - 1;
    const service = await cluster.service({ SLUICE_CONCURRENCY: '50', SLUICE_RATE_LIMIT: '0' });
    const client = new SluiceClient(service.url);
    await client.enqueueAll(
      Array.from({ length: 200 }, (_, index) => ({
        queue: `queue-${index % 20}`,
        payload: { duration_ms: 20 },
      })),
    );
    let most = 0;
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const path = index % 2 === 0 ? '/metrics' : '/health/ready';
          await (await fetch(`${service.url}${path}`)).text();
        }),
      );
      most = Math.max(most, await connections());
    }
    await client.untilMetrics({ processed: 200 }, 10_000);
    // Commands, and the one that waits for work of the one namespace.
    expect(most).toBeLessThanOrEqual(3 + 1);

    const [, before] = (await admin.config('GET', 'maxclients')) as [string, string];
    await admin.config('SET', 'maxclients', 1);
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    expect((await client.post({})).status).toBe(503);
    await delay(3_000);
    await admin.config('SET', 'maxclients', before);
    await service.ready(5_000);
    await client.enqueue({ payload: { duration_ms: 1 } });
    await client.untilMetrics({ processed: 201 }, 5_000);

    service.signal('SIGTERM');
    expect((await service.exited()).code).toBe(0);
    await untilTrue(
      async () => (await connections()) === 0,
      2_000,
      () => 'no connection is left',
    );
    await admin.quit();
  });
});
