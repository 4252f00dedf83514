import type { HandlerContext } from '../../../src/core/handler';
import type { Extension } from '../../../src/core/settlement';
import { recorded, signal } from '../../support/engine-bed';
import { newJob } from '../../support/job-builder';
import type { Fate } from '../../support/unreliable-store';
import { VirtualEngines } from '../../support/virtual-engine';

const forever = () => new Promise(() => undefined);

describe('LeaseKeeper', () => {
  let bed: VirtualEngines;
  beforeEach(() => {
    bed = new VirtualEngines();
  });

  it('renews all leases together, three times in a lease', async () => {
    await bed.enqueue(newJob('a'), newJob('b'));
    bed.start({ simulate: forever });
    await bed.clock.advance(95_000);
    const full = bed.callsOf('extend').filter(({ args }) => (args[0] as unknown[]).length === 2);
    expect(full.length).toBeGreaterThanOrEqual(9);
    expect(full.length).toBeLessThanOrEqual(10);
    expect(await bed.job('a')).toMatchObject({ state: 'in_progress', lapses: 0 });
  });

  it('asks handlers to stop one second before a lease ends that it cannot renew, and hands the job back', async () => {
    await bed.enqueue(newJob('a'));
    const lost = recorded(bed.events, 'leaseLost');
    const stopped: { readonly reason: unknown; readonly at: number }[] = [];
    let cut = false;
    bed.fate = (method) => (cut && method === 'extend' ? 'unreachable' : 'ok');
    const untilStopped = ({ signal: stop }: HandlerContext) =>
      new Promise((_resolve, reject) => {
        stop.addEventListener('abort', () => {
          stopped.push({ reason: stop.reason, at: bed.clock.monotonic() });
          reject(stop.reason as Error);
        });
      });
    bed.start({
      simulate: (_payload, context) =>
        context.attempt === 1 && stopped.length === 0 ? untilStopped(context) : 'again',
    });
    await bed.clock.advance(12_000);
    const renewedAt = Math.max(...bed.callsOf('extend').map(({ at }) => at));
    cut = true;
    await bed.clock.advance(30_000);
    expect(stopped).toHaveLength(1);
    expect(stopped[0]?.reason).toMatchObject({ code: 'lease_lost' });
    // A timer has whole milliseconds.
    expect((stopped[0]?.at ?? 0) - renewedAt - 29_000).toBeLessThan(1);
    expect(stopped[0]?.at).toBeGreaterThanOrEqual(renewedAt + 29_000);
    expect(lost).toHaveLength(1);
    // Our cut-off connection, not the job's fault: neither a retry nor an attempt nor a lapse.
    expect(await bed.job('a')).toMatchObject({ state: 'completed', retries: 0, lapses: 0, attemptCount: 1 });
  });

  it('still records the outcome of a handler that went on, if the lease turns out to be its own', async () => {
    await bed.enqueue(newJob('a'));
    const finish = signal<string>();
    let cut = false;
    bed.fate = () => (cut ? 'unreachable' : 'ok');
    bed.start({ simulate: () => finish.fired });
    await bed.clock.advance(100);
    cut = true;
    await bed.clock.advance(40_000);
    // Nobody reaped meanwhile: the store was out of everyone's reach.
    cut = false;
    bed.fate = (method) => (method === 'reap' || method === 'claim' ? 'unreachable' : 'ok');
    finish.fire('late');
    await bed.clock.advance(3_000);
    expect(await bed.job('a')).toMatchObject({ state: 'completed', result: '"late"', lapses: 0 });
  });

  it('hears of a cancellation from a heartbeat too', async () => {
    await bed.enqueue(newJob('a'));
    const told = recorded(bed.events, 'cancelSignalled');
    bed.fate = (method) => (method === 'attend' ? 'unreachable' : 'ok');
    bed.start({
      simulate: (_payload, { signal: stop }) =>
        new Promise((_resolve, reject) => {
          stop.addEventListener('abort', () => reject(stop.reason as Error));
        }),
    });
    await bed.clock.advance(100);
    await bed.store().cancel(['a']);
    await bed.clock.advance(11_000);
    expect(told).toHaveLength(1);
    expect(await bed.job('a')).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
  });

  it('sends the last progress only, and again when it got lost', async () => {
    await bed.enqueue(newJob('a'));
    let tries = 0;
    bed.fate = (method) => (method === 'extend' && (tries += 1) === 1 ? 'unreachable' : 'ok');
    bed.start({
      simulate: async (_payload, { progress }) => {
        progress(1);
        progress({ done: 2 });
        await forever();
      },
    });
    await bed.clock.advance(11_000);
    const sent = bed.callsOf('extend').map(({ args }) => (args[0] as readonly Extension[])[0]?.progress);
    expect(sent.slice(0, 2)).toEqual(['{"done":2}', '{"done":2}']);
    expect(sent.slice(2).every((progress) => progress === null)).toBe(true);
    expect((await bed.job('a')).progress).toBe('{"done":2}');
  });

  it('does not forget progress that comes while the one before is on its way', async () => {
    await bed.enqueue(newJob('a'));
    bed.fate = async (method): Promise<Fate> => {
      if (method === 'extend') {
        await new Promise((resolve) => bed.clock.after(300, () => resolve(null)));
      }
      return 'ok';
    };
    bed.start({
      simulate: async (_payload, { progress }) => {
        progress('first');
        await new Promise((resolve) => bed.clock.after(600, () => resolve(null)));
        progress('second');
        await forever();
      },
    });
    await bed.clock.advance(2_000);
    expect((await bed.job('a')).progress).toBe('"second"');
  });
});
