import 'reflect-metadata';
import { MAX_BATCH, type JobStore, type JobStores } from '../../../src/core/job-store';
import type { JobState } from '../../../src/core/states';
import { FinalStateWaiter } from '../../../src/jobs/final-state-waiter';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';

const NEVER = new AbortController().signal;

/** Answers `states` from a map and notes each call. */
function bed() {
  const states = new Map<string, JobState>();
  const calls: string[][] = [];
  let asked: () => void = () => undefined;
  const store = {
    async states(ids: readonly string[]) {
      calls.push([...ids]);
      asked();
      return ids.map((id) => states.get(id) ?? null);
    },
  } as Partial<JobStore> as JobStore;
  const stores: JobStores = { namespace: () => store, probe: () => Promise.resolve() };
  const lifecycle = new Lifecycle();
  const waiter = new FinalStateWaiter(stores, lifecycle);
  const nextCall = () => new Promise<void>((resolve) => (asked = resolve));
  return { states, calls, lifecycle, waiter, nextCall };
}

describe('FinalStateWaiter', () => {
  it('ends a wait when the job is final, and stops asking', async () => {
    const { states, calls, waiter, nextCall } = bed();
    states.set('a', 'in_progress');
    let over = false;
    const wait = waiter.wait('default', 'a', 60_000, NEVER).then(() => (over = true));
    await nextCall();
    expect(over).toBe(false);
    states.set('a', 'completed');
    await wait;
    const asked = calls.length;
    await waiter.wait('default', 'b', 60_000, NEVER); // gone: over at the next round
    expect(calls.slice(asked)).toEqual([['b']]);
  });

  it('asks once for all who wait, each job once', async () => {
    const { states, calls, waiter, lifecycle, nextCall } = bed();
    const ids = Array.from({ length: MAX_BATCH + 1 }, (_, index) => `job-${index}`);
    for (const id of ids) {
      states.set(id, 'queued');
    }
    const waits = [...ids, ...ids].map((id) => waiter.wait('default', id, 60_000, NEVER));
    await nextCall();
    await nextCall();
    expect(calls.slice(0, 2).map((call) => call.length)).toEqual([MAX_BATCH, 1]);
    lifecycle.enter('draining');
    await Promise.all(waits);
  });

  it.each<[string, (bed: { lifecycle: Lifecycle; left: AbortController }) => void]>([
    ['the service drains', ({ lifecycle }) => lifecycle.enter('draining')],
    ['the client leaves', ({ left }) => left.abort()],
  ])('ends at once when %s', async (_name, happen) => {
    const { states, waiter, lifecycle } = bed();
    states.set('a', 'queued');
    const left = new AbortController();
    const wait = waiter.wait('default', 'a', 60_000, left.signal);
    happen({ lifecycle, left });
    await wait;
    await waiter.wait('default', 'a', 60_000, left.signal.aborted ? left.signal : NEVER);
  });

  it('ends after its time', async () => {
    const { states, waiter } = bed();
    states.set('a', 'queued');
    const began = performance.now();
    await waiter.wait('default', 'a', 30, NEVER);
    expect(performance.now() - began).toBeGreaterThanOrEqual(28);
  });
});
