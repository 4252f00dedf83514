import type { Lease } from '../../../src/core/settlement';
import { recorded, recordedEnds } from '../../support/engine-bed';
import { newJob } from '../../support/job-builder';
import { VirtualEngines } from '../../support/virtual-engine';

const jobs = (count: number) => Array.from({ length: count }, (_, index) => newJob(`j${index}`));

describe('Settler', () => {
  it('sends the outcomes of one tick in one call a kind, and a share of the slots at once', async () => {
    const bed = new VirtualEngines();
    await bed.enqueue(...jobs(10));
    bed.start({ simulate: (_payload, { job }) => (job.id === 'j0' ? Promise.reject(new Error('x')) : null) });
    await bed.clock.advance(50);
    expect(bed.callsOf('complete').map(({ args }) => (args[0] as unknown[]).length)).toEqual([5, 4]);
    expect(bed.callsOf('fail')).toHaveLength(1);
  });

  it('sends outcomes again until each is answered; each counts once', async () => {
    const bed = new VirtualEngines();
    const ended = recordedEnds(bed.events);
    const lost = recorded(bed.events, 'leaseLost');
    await bed.enqueue(...jobs(4));
    let tries = 0;
    bed.fate = (method) => (method === 'complete' && (tries += 1) <= 3 ? 'answer_lost' : 'ok');
    bed.start({ simulate: () => 'r' });
    await bed.clock.advance(5_000);
    expect(ended.map(({ settled }) => settled)).toEqual(Array(4).fill('already'));
    expect(lost).toEqual([]);
    expect((await bed.store().counts()).counters).toMatchObject({ completed: 4, started: 4, lapsed: 0 });
  });

  it('lets go of slots when outcomes are sent, and takes them again, so that an outage bounds what waits', async () => {
    const bed = new VirtualEngines();
    await bed.enqueue(...jobs(50));
    let runs = 0;
    let down = false;
    bed.fate = (method) => (down && method === 'complete' ? 'unreachable' : 'ok');
    down = true;
    const engine = bed.start({ simulate: () => void (runs += 1) });
    await bed.clock.advance(20_000);
    expect([runs, engine.running]).toEqual([20, 20]);
    // Tries go out together and about once a second, not one for each job.
    expect(bed.callsOf('complete').length).toBeLessThan(45);
    down = false;
    await bed.clock.advance(2_000);
    expect((await bed.store().counts()).counters).toMatchObject({ completed: 50, lapsed: 0 });
  });

  it('takes `gone` after a resend for unknown, not for a lost lease', async () => {
    const bed = new VirtualEngines({ ms: 1, failedMs: 1, count: 0, bytes: 0 });
    const ended = recordedEnds(bed.events);
    const lost = recorded(bed.events, 'leaseLost');
    await bed.enqueue(newJob('trimmed'));
    let tries = 0;
    bed.fate = (method) => {
      if (method !== 'complete') {
        return 'ok';
      }
      tries += 1;
      return tries === 1 ? 'answer_lost' : tries < 8 ? 'unreachable' : 'ok';
    };
    bed.start({ simulate: () => null });
    await bed.clock.advance(20_000);
    expect(ended.map(({ settled }) => settled)).toEqual(['gone']);
    expect(lost).toEqual([]);
  });

  it('gives up a write that the store refuses by itself; the others of its batch go through', async () => {
    const bed = new VirtualEngines();
    const inner = bed.store();
    const picky = new Proxy(inner, {
      get: (target, name) =>
        name === 'complete'
          ? (leases: readonly Lease[]) =>
              leases.some(({ id }) => id === 'j1')
                ? Promise.reject(new TypeError('cannot be encoded'))
                : inner.complete(leases as never)
          : (Reflect.get(target, name) as unknown),
    });
    await bed.enqueue(...jobs(5).map((job) => ({ ...job, maxLapses: 1 })));
    const engine = bed.start(
      { simulate: () => null },
      { stores: { namespace: () => picky, probe: () => Promise.resolve() }, leaseMs: 10_000 },
    );
    await bed.clock.advance(9_000);
    expect(engine.running).toBe(0);
    expect((await bed.store().counts()).states).toMatchObject({ completed: 4, in_progress: 1 });
    await bed.clock.advance(20_000);
    expect(await bed.job('j1')).toMatchObject({ state: 'failed', error: { code: 'lease_lapsed' } });
  });

  it('never sends an outcome of which it knows that the lease is lost', async () => {
    const bed = new VirtualEngines();
    const ended = recordedEnds(bed.events);
    const lost = recorded(bed.events, 'leaseLost');
    await bed.enqueue(newJob('taken', { maxLapses: 0 }));
    let cut = false;
    bed.fate = (method) => (cut && method === 'extend' ? 'unreachable' : 'ok');
    const finish: (() => void)[] = [];
    bed.start({ simulate: () => new Promise<void>((resolve) => finish.push(resolve)) });
    await bed.clock.advance(100);
    cut = true;
    await bed.clock.advance(45_000); // the lease lapses, the reaper fails the job
    cut = false;
    await bed.clock.advance(15_000);
    finish[0]?.();
    await bed.clock.advance(100);
    expect(bed.callsOf('complete')).toEqual([]);
    expect(lost).toHaveLength(1);
    expect(ended.map(({ settled }) => settled)).toEqual(['lost']);
    expect(await bed.job('taken')).toMatchObject({ state: 'failed', lapses: 1 });
  });
});
