import { Snapshot } from '../chaos/snapshot';
import { mustBeSound } from '../support/audit';
import { TestRedis } from '../support/redis-server';
import { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';

const MINUTES = 60_000;
const LEASES = { SLUICE_ROLE: 'worker', SLUICE_LEASE_MS: '1500', SLUICE_REAP_MS: '200' };

interface Times {
  readonly created_at: string;
  readonly attempts: readonly { readonly started_at: string; readonly ended_at: string }[];
}

describe('S29 clocks that are minutes apart', () => {
  it('due times and leases follow Redis alone, and no time runs backwards, also when clocks are set meanwhile', async () => {
    const redis = await TestRedis.start();
    const snapshot = Snapshot.take();
    const launch = async (skewMs: number, env: Readonly<Record<string, string>>) => {
      const service = await Service.launch({
        command: snapshot.command(),
        env: { REDIS_URL: redis.url, LEDGER_SKEW_MS: String(skewMs), ...env },
      });
      await service.ready();
      return service;
    };
    const api = await launch(-5 * MINUTES, { SLUICE_ROLE: 'api', LEDGER_STEP_MS: String(7 * MINUTES) });
    const client = new SluiceClient(api.url);
    // The right clock first, so that the long job is its; then the one that is ahead reaps. Long: a start of a
    // process under load takes seconds.
    const right = await launch(0, { ...LEASES, LEDGER_STEP_MS: String(-10 * MINUTES) });
    const long = await client.enqueue({ payload: { duration_ms: 10_000 } });
    await client.untilMetrics({ in_progress: 1 }, 3_000);
    const ahead = await launch(5 * MINUTES, { ...LEASES, LEDGER_STEP_MS: String(-20 * MINUTES) });
    const admin = redis.client();
    const redisMs = async () => {
      const [seconds, micros] = await admin.time();
      return Number(seconds) * 1_000 + Number(micros) / 1_000;
    };
    const from = await redisMs();
    const delayed = await client.enqueue({ delay_ms: 2_000, payload: { duration_ms: 1 } });
    // While one job waits and the other runs, every clock is set to another time, back on the workers.
    for (const [service, seconds] of [
      [right, -600],
      [ahead, -1_200],
      [api, 420],
    ] as const) {
      service.signal('SIGWINCH');
      await untilTrue(
        () => service.log.includes(`the clock was set by about ${seconds} s`),
        5_000,
        () => service.log,
      );
    }
    expect(await client.job(long)).toMatchObject({ status: 'in_progress' });
    await client.untilMetrics({ processed: 2, in_progress: 0 }, 15_000);
    // What comes after is in time as well.
    const later = await client.enqueue({ delay_ms: 500, payload: { duration_ms: 1 } });
    await client.untilMetrics({ processed: 3, in_progress: 0 }, 15_000);

    const times = async (id: string) => {
      const { created_at, attempts } = (await client.job(id)) as unknown as Times;
      const [attempt] = attempts;
      return [created_at, attempt?.started_at, attempt?.ended_at].map((text) => Date.parse(text ?? ''));
    };
    const [created = 0, started = 0, finished = 0] = await times(delayed);
    expect(created - from).toBeGreaterThanOrEqual(-50);
    expect(started - from).toBeGreaterThanOrEqual(2_000 - 50);
    expect(started - from).toBeLessThan(2_000 + 2_000);
    expect(finished).toBeGreaterThanOrEqual(started);
    for (const id of [long, later]) {
      const all = await times(id);
      expect(all).toEqual([...all].sort((a, b) => a - b));
    }
    const [sent = 0, begun = 0] = await times(later);
    expect(begun - sent).toBeGreaterThanOrEqual(500);
    expect(await client.job(long)).toMatchObject({ attempt_count: 1, lapses: 0, status: 'completed' });
    await mustBeSound(redis.url);

    await admin.quit();
    await Promise.all([api, right, ahead].map((service) => service.kill()));
    await redis.stop();
    snapshot.remove();
  });
});
