import { sleep } from '../../../src/core/clock';
import type { WorkerEngineOptions } from '../../../src/core/engine-parts';
import type { HandlerContext } from '../../../src/core/handler';
import type { WorkerEngine } from '../../../src/core/worker-engine';
import type { WorkerInfo } from '../../../src/core/worker-info';
import { recorded } from '../../support/engine-bed';
import { newJob } from '../../support/job-builder';
import { VirtualEngines } from '../../support/virtual-engine';

/** So short that a worker claims the most ahead. */
const SHORT_MS = 0.2;

/** After so many it does. */
const MANY = 5 * 64;

const ONCE = { maxRetries: 0, maxLapses: 0 };

interface Run {
  readonly id: string;
  readonly token: string;
}

/** A worker that runs one job at once and claims others ahead. */
describe('A worker of short jobs', () => {
  let bed: VirtualEngines;
  let runs: Run[];
  let running: number;
  let most: number;

  beforeEach(() => {
    bed = new VirtualEngines();
    [runs, running, most] = [[], 0, 0];
  });

  /** A job is as long as its payload says, in ms, and does not listen to its signal. */
  async function lasting(payload: unknown, { job }: HandlerContext): Promise<void> {
    runs.push({ id: job.id, token: job.token });
    running += 1;
    most = Math.max(most, running);
    await sleep(bed.clock, Number(payload));
    running -= 1;
  }

  const handlers = {
    simulate: lasting,
    throws: () => {
      throw new Error('at once');
    },
    rejects: () => Promise.reject(new Error('later')),
    returns: () => 'at once',
    hangs: () => new Promise(() => undefined),
  };

  const start = (chosen: Partial<WorkerEngineOptions> = {}) =>
    bed.start(handlers, { concurrency: 1, ...chosen });

  const lastingJob = (id: string, ms: number, chosen = {}) =>
    newJob(id, { payload: JSON.stringify(ms), ...chosen });

  const shortJobs = (...ids: string[]) => ids.map((id) => lastingJob(id, SHORT_MS));

  /** Has it run so many short jobs that it claims ahead. */
  async function warmUp(name = 'warm'): Promise<void> {
    await bed.enqueue(...shortJobs(...Array.from({ length: MANY }, (_, index) => `${name}${index}`)));
    await bed.clock.advance(MANY);
    expect(runs.filter(({ id }) => id.startsWith(name))).toHaveLength(MANY);
  }

  /** How many jobs it has at each start of one. */
  function claimedBy(engine: WorkerEngine): readonly number[] {
    const claimed: number[] = [];
    bed.events.on('started', () => claimed.push(engine.running));
    return claimed;
  }

  async function warmedUp(chosen: Partial<WorkerEngineOptions> = {}): Promise<WorkerEngine> {
    const engine = start(chosen);
    await warmUp();
    return engine;
  }

  const states = (...ids: string[]) => bed.store().states(ids);

  /** On the model, jobs that were claimed together have the same. */
  const tokenOf = (id: string) => runs.find((run) => run.id === id)?.token ?? '';

  const ran = (id: string) => runs.filter((run) => run.id === id);

  it('claims ahead after many of them, and runs them one at once', async () => {
    const engine = start();
    const claimed = claimedBy(engine);
    await warmUp();
    // One that runs, and one whose outcome is on its way.
    expect(Math.max(...claimed.slice(0, 64))).toBeLessThanOrEqual(2);
    expect(Math.max(...claimed)).toBeGreaterThan(8);
    expect(Math.max(...claimed)).toBeLessThanOrEqual(17);
    const ids = Array.from({ length: 100 }, (_, index) => `n${index}`);
    await bed.enqueue(...shortJobs(...ids));
    await bed.clock.advance(50);
    expect(most).toBe(1);
    expect(runs.slice(MANY).map(({ id }) => id)).toEqual(ids);
    expect(await states(...ids)).toEqual(ids.map(() => 'completed'));
  });

  it('hands back what waits behind a long job for 10 ms, at no cost, for others to have', async () => {
    await warmedUp();
    await bed.enqueue(lastingJob('long', 60_000), ...shortJobs('a', 'b'), lastingJob('once', 1, ONCE));
    await bed.clock.advance(9.9);
    expect(await states('long', 'a', 'b', 'once')).toEqual(Array(4).fill('in_progress'));
    await bed.clock.advance(0.2);
    expect(await states('long', 'a', 'b', 'once')).toEqual(['in_progress', 'queued', 'queued', 'queued']);
    expect(await bed.job('a')).toMatchObject({ attemptCount: 0, lapses: 0, retries: 0 });
    start();
    await bed.clock.advance(100);
    expect(await states('long', 'a', 'b', 'once')).toEqual([
      'in_progress',
      ...Array<string>(3).fill('completed'),
    ]);
    for (const id of ['a', 'b', 'once']) {
      expect(await bed.job(id)).toMatchObject({ attemptCount: 1, lapses: 0 });
      expect(ran(id)).toHaveLength(1);
    }
    expect((await bed.store().counts()).counters).toMatchObject({ released: 3, lapsed: 0 });
  });

  it('claims one at a time again after that, until many were short again', async () => {
    const engine = await warmedUp();
    await bed.enqueue(lastingJob('long', 30), ...shortJobs('a', 'b', 'c'));
    await bed.clock.advance(29);
    const claimed = claimedBy(engine);
    await bed.enqueue(...shortJobs('d', 'e'));
    await bed.clock.advance(1_500);
    expect(await states('long', 'a', 'b', 'c', 'd', 'e')).toEqual(Array(6).fill('completed'));
    expect(Math.max(...claimed)).toBeLessThanOrEqual(2);
    await warmUp('again');
    expect(Math.max(...claimed)).toBeGreaterThan(8);
    expect(most).toBe(1);
  });

  it('hands back what waits when it is to claim no more, and drains', async () => {
    const engine = await warmedUp();
    await bed.enqueue(lastingJob('long', 5), ...shortJobs('a', 'b'), lastingJob('once', 1, ONCE));
    await bed.clock.advance(1);
    engine.quiet();
    await bed.clock.advance(0);
    expect(await states('a', 'b', 'once')).toEqual(['queued', 'queued', 'queued']);
    const drained = engine.drained(1_000);
    await bed.clock.advance(5);
    expect(await drained).toBe(true);
    expect(await states('long', 'a', 'b', 'once')).toEqual(['completed', 'queued', 'queued', 'queued']);
    expect(runs.at(-1)?.id).toBe('long');
  });

  it('hands back what waits when it stops, also what may run once only, and leaves no timer', async () => {
    const engine = await warmedUp();
    await bed.enqueue(lastingJob('long', 60_000, ONCE), lastingJob('once', 1, ONCE));
    await bed.clock.advance(1);
    const stopped = engine.stop();
    await bed.clock.advance(2_000);
    expect(await stopped).toBe(true);
    expect(await bed.job('long')).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
    expect(await bed.job('once')).toMatchObject({ state: 'queued', attemptCount: 0 });
    await bed.clock.advance(60_000);
    expect(bed.clock.pending).toBe(0);
  });

  it('never runs a job that was cancelled while it waited', async () => {
    await warmedUp();
    const told = recorded(bed.events, 'cancelSignalled');
    const attendedAt = bed.callsOf('attend').at(-1)?.at ?? 0;
    await bed.clock.advance(attendedAt + 250 - 3 - bed.clock.monotonic());
    await bed.enqueue(lastingJob('long', 5), ...shortJobs('a', 'b'));
    await bed.clock.advance(1);
    expect(await bed.store().cancel(['a'])).toEqual([{ result: 'cancel_requested' }]);
    await bed.clock.advance(3);
    expect(told.map(({ job }) => job.id)).toEqual(['a']);
    // Those that wait do not run.
    expect(bed.callsOf('attend').at(-1)?.args[0] as WorkerInfo).toMatchObject({ slots: 1, running: 1 });
    expect(await states('a')).toEqual(['in_progress']);
    await bed.clock.advance(5);
    expect(await states('long', 'a', 'b')).toEqual(['completed', 'cancelled', 'completed']);
    expect(ran('a')).toEqual([]);
  });

  it('never runs a job that was cancelled and then handed back', async () => {
    await warmedUp();
    await bed.enqueue(lastingJob('long', 50), ...shortJobs('a'));
    await bed.clock.advance(1);
    await bed.store().cancel(['a']);
    await bed.clock.advance(200);
    expect(await states('long', 'a')).toEqual(['completed', 'cancelled']);
    expect(ran('a')).toEqual([]);
  });

  it('does not run a job whose lease was lost while it waited', async () => {
    const lost = recorded(bed.events, 'leaseLost');
    // A heartbeat each 10 ms; the first job shows when.
    start({ leaseMs: 30 });
    await bed.enqueue(lastingJob('first', 15));
    await bed.clock.advance(20);
    const beatAt = bed.callsOf('extend').at(-1)?.at ?? 0;
    await warmUp();
    const turns = Math.ceil((bed.clock.monotonic() - beatAt) / 10);
    await bed.clock.advance(beatAt + turns * 10 + 5 - bed.clock.monotonic());
    await bed.enqueue(lastingJob('long', 8), ...shortJobs('a', 'b'));
    await bed.clock.advance(1);
    const token = tokenOf('long');
    await bed.store().release([{ id: 'a', token }]);
    await bed.clock.advance(6);
    expect(lost.map(({ job }) => job.id)).toEqual(['a']);
    await bed.clock.advance(10);
    expect(await states('long', 'a', 'b')).toEqual(Array(3).fill('completed'));
    expect([ran('a').length, ran('b').length]).toEqual([1, 1]);
    expect(runs).toContainEqual({ id: 'b', token });
    expect(runs).not.toContainEqual({ id: 'a', token });
  });

  it('does not run a job whose lease ended by its own clock while it waited', async () => {
    await warmedUp({ leaseMs: 8 });
    bed.fate = (method) => (method === 'extend' ? 'unreachable' : 'ok');
    await bed.enqueue(lastingJob('long', 9), ...shortJobs('a'));
    await bed.clock.advance(1);
    const token = tokenOf('long');
    await bed.clock.advance(10);
    bed.fate = () => 'ok';
    await bed.clock.advance(1_500);
    expect(await states('long', 'a')).toEqual(['completed', 'completed']);
    expect(runs).not.toContainEqual({ id: 'a', token });
  });

  it('goes on after handlers that throw, end at once or hang, and listeners that throw', async () => {
    jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await warmedUp();
    for (const name of ['started', 'ended'] as const) {
      bed.events.on(name, () => {
        throw new Error('a listener');
      });
    }
    const bad = ['throws', 'returns', 'rejects', 'throws', 'returns'].map((type, index) =>
      newJob(`${type}${index}`, { type, maxRetries: 0 }),
    );
    await bed.enqueue(...shortJobs('a'), ...bad, ...shortJobs('b'));
    await bed.enqueue(newJob('hangs', { type: 'hangs', maxRetries: 0, timeoutMs: 3 }), ...shortJobs('c'));
    await bed.clock.advance(100);
    expect(await states('a', 'b', 'c', 'hangs')).toEqual(['completed', 'completed', 'completed', 'failed']);
    expect(await states(...bad.map(({ id }) => id))).toEqual(
      bad.map(({ type }) => (type === 'returns' ? 'completed' : 'failed')),
    );
    expect(most).toBe(1);
    jest.restoreAllMocks();
  });
});
