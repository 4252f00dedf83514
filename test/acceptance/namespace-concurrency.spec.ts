import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustBeSound } from '../support/audit';
import { Cluster } from '../support/cluster';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const LIMIT = 3;
const JOBS = 150;

/** A line as each handler begins, and one as it ends: a file that is appended to has them in the order of time. */
const HANDLER = `
const { appendFileSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const { JobHandler } = require('sluice/handlers');
class LedgerHandler {
  async run({ ms }, { job, attempt }) {
    const line = (what) => appendFileSync(process.env.LEDGER, [what, job.id, attempt, process.pid].join(' ') + '\\n');
    line('start');
    await sleep(ms);
    line('end');
  }
}
JobHandler('ledger')(LedgerHandler);
module.exports = { LedgerHandler };`;

let folder: string;
let cluster: Cluster;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-limit-'));
  writeFileSync(join(folder, 'ledger.handler.cjs'), HANDLER);
  cluster = await Cluster.start();
});
afterEach(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true });
});

/** How many ran at once, at most; those of a killed process until it was gone. */
function mostAtOnce(ledger: string): number {
  const running = new Map<string, string>();
  let most = 0;
  for (const line of ledger.trim().split('\n')) {
    const [what = '', id = '', attempt = '', pid = ''] = line.split(' ');
    if (what === 'start') {
      running.set(`${id} ${attempt}`, pid);
    } else if (what === 'end') {
      running.delete(`${id} ${attempt}`);
    } else {
      for (const [key, of] of running) {
        if (of === id) {
          running.delete(key);
        }
      }
    }
    most = Math.max(most, running.size);
  }
  return most;
}

it('a namespace never runs more jobs at once than it may, over all workers, one of them killed, and all are done', async () => {
  const ledger = join(folder, 'ledger.txt');
  const env = {
    ...{ SLUICE_NAMESPACE_CONCURRENCY: String(LIMIT), SLUICE_HANDLERS: folder, LEDGER: ledger },
    ...{ SLUICE_LEASE_MS: '1000', SLUICE_REAP_MS: '100', SLUICE_ROLE: 'worker' },
  };
  const { url } = await cluster.service({ ...env, SLUICE_ROLE: 'api', SLUICE_RATE_LIMIT: '0' });
  const client = new SluiceClient(url);
  // Each of them alone could run more than all may.
  const [victim] = await Promise.all(
    ['a', 'b', 'b:3,c:1', '*'].map((queues) =>
      cluster.service({ ...env, SLUICE_QUEUES: queues, SLUICE_CONCURRENCY: '5' }),
    ),
  );
  const ids = await client.enqueueAll(
    Array.from({ length: JOBS }, (_, i) => ({
      ...{ type: 'ledger', queue: 'abcd'[i % 4], payload: { ms: 15 + (i % 10) }, max_lapses: 5 },
    })),
  );
  let sampled = 0;
  const settled = (count: number) => async () => {
    const { processed, in_progress: running } = await client.metrics();
    sampled = Math.max(sampled, running);
    return processed >= count;
  };
  await untilTrue(settled(JOBS / 5), 30_000, () => 'a fifth is done');
  const pid = victim?.pid;
  await victim?.kill();
  writeFileSync(ledger, `killed ${pid}\n`, { flag: 'a' });
  await cluster.service({ ...env, SLUICE_QUEUES: 'a', SLUICE_CONCURRENCY: '5' });
  await untilTrue(settled(JOBS), 60_000, () => 'all are done');

  const lines = readFileSync(ledger, 'utf8');
  expect(mostAtOnce(lines)).toBe(LIMIT);
  expect(sampled).toBeLessThanOrEqual(LIMIT);
  const jobs = await client.jobs(ids);
  expect(jobs.filter(({ status }) => status !== 'completed')).toEqual([]);
  // No attempt was spent on waiting for room.
  expect(jobs.every(({ attempt_count: n, lapses }) => n === lapses + 1)).toBe(true);
  await mustBeSound(cluster.redis.url);
});

it('says so: explain, metrics, info, and to remote workers nothing', async () => {
  const { url } = await cluster.service({ SLUICE_NAMESPACE_CONCURRENCY: '1', SLUICE_QUEUES: 'main' });
  const client = new SluiceClient(url);
  const ask = async (path: string, body?: object) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await fetch(`${url}${path}`, body === undefined ? {} : init);
    return (await answer.json()) as Record<string, unknown>;
  };
  await client.enqueue({ id: 'long', queue: 'main', payload: { duration_ms: 60_000 } });
  await client.untilMetrics({ in_progress: 1 }, 10_000);
  await client.enqueue({ id: 'next', queue: 'remote', type: 'mail' });

  const pull = { queues: ['remote'], types: ['mail'], wait_ms: 0 };
  expect(await ask('/leases', pull)).toMatchObject({ jobs: [] });
  const pulled = ask('/leases', { ...pull, wait_ms: 20_000 });
  expect(await ask('/jobs/next/explain')).toMatchObject({
    summary: expect.stringContaining('its namespace runs 1 of at most 1 job, over all queues') as string,
    // Whether its worker is known already depends on when it was last written down.
    reasons: expect.arrayContaining([
      expect.objectContaining({ code: 'namespace_at_concurrency', concurrency: 1, running: 1 }),
    ]) as unknown,
  });
  expect(await ask('/metrics')).toMatchObject({ limits: { concurrency: 1 } });
  expect(await ask('/info')).toMatchObject({ namespace: { in_progress: 1, limits: { concurrency: 1 } } });
  const text = await (await fetch(`${url}/metrics/prometheus`)).text();
  expect(text).toContain('sluice_namespace_limit{namespace="default",limit="concurrency"} 1\n');

  // The place of the cancelled job goes to who waits for it.
  await ask('/jobs/long/cancel', {});
  expect(await pulled).toMatchObject({ jobs: [{ id: 'next' }] });
});
