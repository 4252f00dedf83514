import type { Cluster } from '../support/cluster';
import type { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';
import { soundCluster } from './support/sound-cluster';

const WORKER = { SLUICE_ROLE: 'worker', SLUICE_CONCURRENCY: '2' };
const HIGH = 10;
/** Waiting jobs of high priority below which the sender brings more: over a second's work of two workers. */
const PRESSED = 100;
const JOB_MS = 50;

describe('S34 priorities over whole processes', () => {
  let cluster: Cluster;
  let url: string;
  let client: SluiceClient;

  const present = soundCluster();
  beforeEach(() => {
    ({ cluster, url, client } = present());
  });

  function send(method: string, path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
  }

  /** In one request, so that they stand in line in this order. */
  async function enqueueInOrder(count: number, name: string, job: object): Promise<string[]> {
    const ids = Array.from({ length: count }, (_, index) => `${name}-${index}`);
    const bodies = ids.map((id) => ({ id, ...job }));
    expect((await send('POST', '/jobs/bulk', bodies)).status).toBe(200);
    return ids;
  }

  async function startOf(id: string): Promise<number> {
    const [attempt] = (await client.job(id)).attempts;
    return Date.parse(attempt?.started_at ?? '');
  }

  it('more high jobs than there is room for: low ones wait for ever, and with ageing they get their turn', async () => {
    const high = { priority: HIGH, payload: { duration_ms: JOB_MS } };
    let sent = 0;
    const press = async () => {
      await enqueueInOrder(PRESSED, `high-${(sent += 1)}`, high);
    };
    await press();
    const low = await enqueueInOrder(50, 'low', { payload: { duration_ms: JOB_MS } });
    await Promise.all([cluster.service(WORKER), cluster.service(WORKER)]);
    const lowEnded = async () =>
      (await client.jobs(low)).filter(({ status }) => status === 'completed').length;
    /** There is always more of high priority than the workers can do. */
    const pressUntil = async (isOver: () => Promise<boolean>) => {
      await untilTrue(
        async () => {
          const { queue_depth: depth } = await client.metrics();
          if (depth < low.length + PRESSED) {
            await press();
          }
          return isOver();
        },
        60_000,
        () => 'the workers do not get on',
      );
    };

    await pressUntil(async () => (await client.metrics()).processed >= 200);
    expect(await lowEnded()).toBe(0);
    expect((await send('PATCH', '/queues/default', { priority_ageing_ms: 100 })).status).toBe(200);
    await pressUntil(async () => (await lowEnded()) === low.length);

    expect((await client.metrics()).queue_depth).toBeGreaterThan(0);
  });

  it('all slots have long low jobs: a high one is the next to start, before those that wait longer', async () => {
    await Promise.all([cluster.service(WORKER), cluster.service(WORKER)]);
    await enqueueInOrder(4, 'long', { payload: { duration_ms: 1_500 } });
    await client.untilMetrics({ in_progress: 4 }, 10_000);
    const low = await enqueueInOrder(20, 'low', { payload: { duration_ms: 1 } });
    const urgent = await client.enqueue({ priority: HIGH, payload: { duration_ms: 1 } });
    await client.untilMetrics({ processed: 25, in_progress: 0 }, 20_000);

    const starts = await Promise.all(low.map(startOf));
    expect(await startOf(urgent)).toBeLessThanOrEqual(Math.min(...starts));
  });

  it('a high job that fails once is tried again before those that waited; equals start as they came', async () => {
    const urgent = await client.enqueue({
      priority: HIGH,
      payload: { duration_ms: 1 },
      failure_injection: { fail_first: 1 },
      backoff: { strategy: 'fixed', base_ms: 200, jitter: 0 },
    });
    const equal = await enqueueInOrder(300, 'equal', { payload: { duration_ms: 10 } });
    await cluster.service({ ...WORKER, SLUICE_CONCURRENCY: '1' });
    await client.untilMetrics({ processed: 301, in_progress: 0 }, 60_000);

    const starts = await Promise.all(equal.map(startOf));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    const { attempts, retries } = await client.job(urgent);
    const again = Date.parse(attempts[1]?.started_at ?? '');
    expect({ retries, attempts: attempts.length }).toEqual({ retries: 1, attempts: 2 });
    expect(starts.filter((at) => at > again).length).toBeGreaterThan(100);
  });
});
