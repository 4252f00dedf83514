import { once } from 'node:events';
import { EventHub } from '../../../src/core/events';
import { audit } from '../../support/audit';
import { recorded, signal } from '../../support/engine-bed';
import { claimRequest, newJob, nonceOf } from '../../support/job-builder';
import { TcpProxy } from '../../support/tcp-proxy';
import { untilTrue } from '../../support/until';
import { ScenarioBed } from './scenario-bed';

const LATE_RETRY = { strategy: 'fixed', baseMs: 2_500, factor: 1, maxMs: 2_500, jitter: 0 } as const;

describe('leases', () => {
  let bed: ScenarioBed;

  beforeEach(async () => {
    bed = await ScenarioBed.start();
  });
  afterEach(() => bed.end());

  it('S02 a running job whose lease entry is gone is found by the audit, put back, and run', async () => {
    await bed.enqueue([newJob('orphan')]);
    await bed.store.claim(claimRequest(nonceOf('dead', 1), { leaseMs: 60_000 }));
    const client = bed.redis.client();
    expect(await client.zrem('sluice:{default}:q:default:in_progress', 'orphan')).toBe(1);
    await client.quit();

    const found = await audit(bed.redis.url, 'default', { repair: true });

    expect(found.findings.length).toBeGreaterThan(0);
    // A lease put back is one of 30 s: as if its worker had just been heard of. Here nobody holds it.
    expect((await bed.store.counts()).states.in_progress).toBe(1);
    expect((await audit(bed.redis.url, 'default')).findings).toEqual([]);
  });

  it('S06 a delay and a backoff longer than the lease: waits without lease or slot, and runs once', async () => {
    const runs = new Map<string, number>();
    const run = (_payload: unknown, { job }: { readonly job: { readonly id: string } }) => {
      const count = (runs.get(job.id) ?? 0) + 1;
      runs.set(job.id, count);
      if (job.id === 'retried' && count === 1) {
        throw new Error('once');
      }
    };
    const engines = await Promise.all(
      [1, 2, 3, 4].map(() => bed.worker({ simulate: run }, { leaseMs: 1_000, reapMs: 100 })),
    );
    await bed.enqueue([newJob('delayed', { delayMs: 2_500 }), newJob('retried', { backoff: LATE_RETRY })]);
    await untilTrue(
      async () => (await bed.store.counts()).states.scheduled === 2,
      20_000,
      () => 'both wait',
    );

    expect((await bed.store.counts()).states).toMatchObject({ in_progress: 0, scheduled: 2 });
    expect(engines.reduce((sum, engine) => sum + engine.running, 0)).toBe(0);
    await bed.untilCompleted(2, 6_000);

    expect(Object.fromEntries(runs)).toEqual({ delayed: 1, retried: 2 });
    expect((await bed.store.counts()).counters).toMatchObject({ started: 3, lapsed: 0 });
  });

  it.each(['CLIENT PAUSE for 3 s', 'CLIENT KILL for 3 s'])(
    'S08 the acknowledgement meets %s: it lands within the lease, once',
    async (how) => {
      const admin = bed.redis.client();
      const struck = signal();
      let runs = 0;
      const run = async () => {
        runs += 1;
        await admin.client('PAUSE', how.includes('PAUSE') ? 3_000 : 1, 'ALL');
        struck.fire();
      };
      await bed.worker({ simulate: run }, { leaseMs: 30_000 });
      await bed.enqueue([newJob('job')]);
      await struck.fired;
      if (how.includes('KILL')) {
        const until = performance.now() + 3_000;
        while (performance.now() < until) {
          await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        }
      }

      const job = await bed.untilFinal('job', 10_000);

      expect(job).toMatchObject({ state: 'completed', attempts: [{ outcome: 'completed' }], lapses: 0 });
      expect(runs).toBe(1);
      expect((await bed.store.counts()).counters).toMatchObject({ started: 1, completed: 1 });
      await admin.quit();
    },
  );

  it('S05 a worker that is cut off past its lease: aborted, its late result changes nothing', async () => {
    const proxy = await TcpProxy.start(bed.redis.port);
    const events = new EventHub();
    const lost = recorded(events, 'leaseLost');
    const started = signal<AbortSignal>();
    const late = signal();
    const leases = { leaseMs: 1_500, reapMs: 100 };
    await bed.worker(
      {
        simulate: async (_payload, context) => {
          started.fire(context.signal);
          await late.fired;
          return 'A';
        },
      },
      { ...leases, events },
      { url: proxy.url },
    );
    await bed.enqueue([newJob('job')]);
    const aborted = await started.fired;
    const heard = once(aborted, 'abort');
    await bed.worker({ simulate: () => 'B' }, leases);

    proxy.swallow();
    const job = await bed.untilFinal('job', 8_000);
    await heard;
    proxy.heal();
    late.fire();
    await untilTrue(
      () => lost.length > 0,
      20_000,
      () => 'A notices',
    );

    expect(job.result).toBe('"B"');
    expect(await bed.record('job')).toMatchObject({ state: 'completed', result: '"B"', lapses: 1 });
    expect(lost).toHaveLength(1);
    expect((await bed.store.counts()).counters).toMatchObject({ completed: 1, started: 2 });
    await proxy.stop();
  });

  it('S14 a handler that hangs is cut off by its time limit, and the next job runs', async () => {
    const late = signal<string>();
    const run = (_payload: unknown, { job }: { readonly job: { readonly id: string } }) =>
      job.id === 'hung' ? late.fired : 'fine';
    await bed.worker({ simulate: run }, { concurrency: 1 });
    await bed.enqueue([newJob('hung', { timeoutMs: 1_000, maxRetries: 0 }), newJob('next')]);

    const [hung, next] = await Promise.all([bed.untilFinal('hung', 2_000), bed.untilFinal('next', 3_000)]);
    late.fire('too late');

    expect(hung).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
    expect(next).toMatchObject({ state: 'completed' });
    expect(await bed.record('hung')).toMatchObject({ state: 'failed', result: null });
  });
});
