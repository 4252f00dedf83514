import type { ClaimRequest } from '../../../src/core/claim';
import { recorded, signal } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import type { Fate } from '../../support/unreliable-store';
import { VirtualEngines } from '../../support/virtual-engine';

const forever = () => new Promise(() => undefined);
const jobs = (count: number) => Array.from({ length: count }, (_, index) => newJob(`j${index}`));

describe('Consumer', () => {
  let bed: VirtualEngines;
  const claims = () => bed.callsOf('claim').map(({ args, at }) => ({ ...(args[0] as ClaimRequest), at }));

  beforeEach(() => {
    bed = new VirtualEngines();
  });

  it('asks for at most half of the slots in one claim, and never for more than are free', async () => {
    await bed.enqueue(...jobs(100));
    const engine = bed.start({ simulate: forever }, { concurrency: 7 });
    await bed.clock.advance(5_000);
    expect(claims().map(({ max }) => max)).toEqual([4, 3]);
    expect(engine.running).toBe(7);
    expect((await bed.store().counts()).states.in_progress).toBe(7);
  });

  it('has two claims in flight when there is work for both, on lanes of their own', async () => {
    await bed.enqueue(...jobs(100));
    let inFlight = 0;
    let most = 0;
    bed.fate = async (method): Promise<Fate> => {
      if (method === 'claim') {
        most = Math.max(most, (inFlight += 1));
        await new Promise((resolve) => bed.clock.after(10, () => resolve(null)));
        inFlight -= 1;
      }
      return 'ok';
    };
    bed.start({ simulate: () => null });
    await bed.clock.advance(300);
    expect(most).toBe(2);
    expect(new Set(claims().map(({ lane }) => lane))).toEqual(new Set([0, 1]));
    expect(claims().every(({ max }) => max <= 5)).toBe(true);
    expect((await bed.store().counts()).states.completed).toBe(100);
  });

  it('sends a claim whose answer was lost again: same nonce, same lane, no job twice and none lost', async () => {
    await bed.enqueue(...jobs(3));
    const runs: string[] = [];
    let lose = 2;
    bed.fate = (method) => (method === 'claim' && (lose -= 1) >= 0 ? 'answer_lost' : 'ok');
    bed.start({ simulate: (_payload, { job }) => void runs.push(job.id) });
    await bed.clock.advance(2_000);
    const [first, second, third] = claims();
    expect([second?.nonce, third?.nonce]).toEqual([first?.nonce, first?.nonce]);
    expect([second?.lane, third?.lane]).toEqual([first?.lane, first?.lane]);
    expect(runs.sort()).toEqual(['j0', 'j1', 'j2']);
    expect((await bed.store().counts()).counters).toMatchObject({ completed: 3, started: 3, lapsed: 0 });
  });

  it('hands back what a resent claim brings beyond the slots that are left', async () => {
    await bed.enqueue(...jobs(10));
    let lost = false;
    bed.fate = (method) => {
      if (method === 'claim' && !lost) {
        lost = true;
        return 'answer_lost';
      }
      return 'ok';
    };
    // The lost claim asked for five of ten slots; meanwhile the other namespace takes all but one.
    await bed.store('other').enqueue(jobs(9), NO_LIMITS);
    const engine = bed.start({ simulate: forever }, { namespaces: ['default', 'other'] });
    await bed.clock.advance(3_000);
    expect(engine.running).toBe(10);
    const { states, counters } = await bed.store().counts();
    expect(states.in_progress + states.queued).toBe(10);
    expect(counters.lapsed).toBe(0);
    expect(counters.released).toBe(4);
  });

  it('forgets a claim after a lease’s time without an answer', async () => {
    bed.fate = (method) => (method === 'claim' ? 'unreachable' : 'ok');
    bed.start({ simulate: forever }, { leaseMs: 5_000 });
    await bed.clock.advance(12_000);
    const nonces = [...new Set(claims().map(({ nonce }) => nonce))];
    expect(nonces).toHaveLength(3);
    for (const nonce of nonces) {
      const at = claims()
        .filter((claim) => claim.nonce === nonce)
        .map((claim) => claim.at);
      expect(Math.max(...at) - Math.min(...at)).toBeLessThan(5_000);
    }
  });

  it('renews the leases of a late answer before it runs the jobs, and leaves out those it lost', async () => {
    await bed.enqueue(newJob('kept'), newJob('lost'));
    const runs: string[] = [];
    let cut = true;
    bed.fate = (method) => (method === 'claim' && cut ? 'answer_lost' : 'ok');
    bed.start(
      { simulate: (_payload, { job }) => void runs.push(job.id) },
      { leaseMs: 4_000, reapMs: 60_000 },
    );
    await bed.clock.advance(2_500);
    const token = claims()[0]?.nonce ?? '';
    await bed.store().release([{ id: 'lost', token }]);
    await bed.store().configureQueue('default', { paused: true });
    cut = false;
    await bed.clock.advance(1_200);
    expect(runs).toEqual(['kept']);
    const methods = bed.calls.map(({ method }) => method);
    expect(methods.indexOf('extend')).toBeGreaterThan(methods.indexOf('claim'));
    expect(methods.indexOf('extend')).toBeLessThan(methods.indexOf('complete'));
    expect(await bed.store().states(['kept', 'lost'])).toEqual(['completed', 'queued']);
  });

  it('asks seldom while there is nothing to do, and at once when there is', async () => {
    const started: number[] = [];
    bed.start({ simulate: () => void started.push(bed.clock.monotonic()) });
    await bed.clock.advance(60_000);
    expect(claims().length).toBeLessThanOrEqual(62);
    for (let round = 1; round <= 12; round += 1) {
      // At any moment of the waiting.
      await bed.clock.advance(9_000 + round * 110);
      await bed.enqueue(newJob(`n${round}`));
      await bed.clock.advance(1);
      expect(started).toHaveLength(round);
    }
  });

  it('does not poll hot when alarms are due that bring nothing and waits end at once', async () => {
    let claimed = 0;
    const restless = new Proxy(bed.store(), {
      get(target, name) {
        if (name === 'claim') {
          return () => {
            claimed += 1;
            return Promise.resolve({ jobs: [], nextAlarmMs: 0 });
          };
        }
        return name === 'waitForWork' ? () => Promise.resolve() : (Reflect.get(target, name) as unknown);
      },
    });
    bed.start({}, { stores: { namespace: () => restless, probe: () => Promise.resolve() } });
    await bed.clock.advance(10_000);
    expect(claimed).toBeGreaterThan(10);
    expect(claimed).toBeLessThan(60);
  });

  it('leaves the slots to other namespaces while the store of one is out of reach', async () => {
    bed.fate = (_method, namespace) => (namespace === 'down' ? 'unreachable' : 'ok');
    await bed.enqueue(...jobs(50));
    bed.start({ simulate: () => null }, { namespaces: ['down', 'default'], concurrency: 1 });
    await bed.clock.advance(5_000);
    expect((await bed.store().counts()).states.completed).toBe(50);
  });

  it('shares slots between busy namespaces', async () => {
    await bed.enqueue(...jobs(200));
    await bed.store('b').enqueue(jobs(200), NO_LIMITS);
    const pass = () => new Promise((resolve) => bed.clock.after(100, () => resolve(null)));
    bed.start({ simulate: pass }, { namespaces: ['default', 'b'], concurrency: 4 });
    await bed.clock.advance(3_000);
    const done = await Promise.all(['default', 'b'].map((name) => bed.store(name).counts()));
    const [a = 0, b = 0] = done.map(({ states }) => states.completed);
    expect(a + b).toBeGreaterThan(100);
    expect(Math.min(a, b) / Math.max(a, b)).toBeGreaterThan(0.5);
  });

  it('tells of an outage once, again every 30 s, and when it is over', async () => {
    const trouble = recorded(bed.events, 'storeTrouble');
    const recovered = recorded(bed.events, 'storeRecovered');
    const of = (list: readonly { readonly where: string }[]) =>
      list.filter(({ where }) => where.startsWith('claim')).length;
    bed.fate = () => 'unreachable';
    bed.start({});
    await bed.clock.advance(25_000);
    expect(of(trouble)).toBe(1);
    await bed.clock.advance(10_000);
    expect(of(trouble)).toBe(2);
    expect(claims().length).toBeLessThan(80);
    bed.fate = () => 'ok';
    await bed.clock.advance(2_000);
    expect(of(recovered)).toBe(1);
  });

  it('hands back what a claim in flight still brings after quiet', async () => {
    await bed.enqueue(newJob('late'));
    const answer = signal();
    bed.fate = async (method): Promise<Fate> => {
      await (method === 'claim' ? answer.fired : null);
      return 'ok';
    };
    const runs: string[] = [];
    const engine = bed.start({ simulate: (_payload, { job }) => void runs.push(job.id) });
    await bed.clock.advance(100);
    engine.quiet();
    const drained = engine.drained(10_000);
    answer.fire();
    await bed.clock.advance(100);
    expect(await drained).toBe(true);
    expect(runs).toEqual([]);
    expect(await bed.job('late')).toMatchObject({ state: 'queued', attemptCount: 0, lapses: 0 });
  });

  it('tries no longer than two seconds after quiet to learn what a claim brought', async () => {
    bed.fate = () => 'unreachable';
    const engine = bed.start({});
    await bed.clock.advance(500);
    engine.quiet();
    const drained = engine.drained(60_000);
    let after = Infinity;
    void drained.then(() => (after = bed.clock.monotonic() - 500));
    await bed.clock.advance(5_000);
    expect(after).toBeLessThanOrEqual(3_000);
    expect(await drained).toBe(true);
  });
});
