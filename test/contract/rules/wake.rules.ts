import { CALLBACK_QUEUE } from '../../../src/core/job';
import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

/** Far longer than any wake may take, far shorter than the wait that a missed wake would last. */
const PATIENCE_MS = 5_000;
const LONG_MS = 60_000;

export const named = (...names: string[]) => names.map((queue) => ({ queue, weight: 1 }));

/** Waits for work of a queue (`*`: of all), runs `act`, and rejects if the wait does not end by it. */
export async function wakes(bed: Bed, queue: string, act: () => Promise<unknown>): Promise<void> {
  const abort = new AbortController();
  const selection = queue === '*' ? queue : named(queue);
  const woken = bed.store.waitForWork(selection, LONG_MS, abort.signal).then(() => 'woken');
  await act();
  const outcome = await Promise.race([woken, after(PATIENCE_MS, 'slept on')]);
  abort.abort();
  await woken;
  expect(outcome).toBe('woken');
}

function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms).unref());
}

export const wakeRules: readonly Rule[] = [
  {
    name: 'work that arrives wakes a worker of all queues, and one of its queue',
    check: async (bed) => {
      await wakes(bed, '*', () => bed.add('a'));
      await bed.claim();
      await wakes(bed, 'mail', () => bed.add('b', { queue: 'mail' }));
    },
  },
  {
    name: 'work that arrived before the wait ends it at once',
    check: async (bed) => {
      await bed.add('a', { queue: 'mail' });
      await wakes(bed, '*', async () => undefined);
      await wakes(bed, 'mail', async () => undefined);
    },
  },
  {
    name: 'the end of a job wakes who lets it come through, and that wakes who may run what waited; so does a callback',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b', { queue: 'mail', dependsOn: ['a'] });
      await wakes(bed, 'default', () => bed.complete(lease));
      await wakes(bed, 'mail', () => bed.store.promote(10));
      await bed.claim();
      const other = await bed.start('c', { callbackUrl: 'https://example.org/' });
      await wakes(bed, CALLBACK_QUEUE, () => bed.complete(other));
    },
  },
  {
    name: 'a retry, a release, a lapse, a redrive and a resumed queue wake a worker',
    check: async (bed) => {
      let lease = await bed.start('a', { maxLapses: 9 }, { leaseMs: 100 });
      await wakes(bed, 'default', () => bed.store.release([lease]));
      lease = await bed.startKnown('a', { leaseMs: 100 });
      await bed.advance(100);
      await wakes(bed, 'default', () => bed.store.reap(10));
      lease = await bed.startKnown('a');
      await bed.fail(lease, 50);
      await bed.advance(50);
      await wakes(bed, 'default', () => bed.store.promote(10));
      await bed.store.cancel(['a']);
      await wakes(bed, 'default', () => bed.store.redrive(['a']));
      await bed.store.configureQueue('default', { paused: true });
      await wakes(bed, 'default', () => bed.store.configureQueue('default', { paused: false }));
    },
  },
  {
    name: 'room in a queue of limited concurrency wakes a worker',
    check: async (bed) => {
      await bed.store.configureQueue('default', { concurrency: 1 });
      await bed.enqueue([newJob('a'), newJob('b')]);
      const lease = await bed.startKnown('a');
      await wakes(bed, '*', () => bed.complete(lease));
      expect(await bed.claimIds()).toEqual(['b']);
    },
  },
  {
    name: 'an earlier due time wakes a worker, so that it does not sleep past it',
    check: async (bed) => {
      await bed.add('late', { delayMs: 9_000 });
      await wakes(bed, '*', async () => undefined);
      await wakes(bed, '*', () => bed.add('early', { delayMs: 100 }));
    },
  },
  {
    name: 'a claim that leaves work behind wakes the next worker',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b')]);
      await wakes(bed, '*', async () => undefined);
      await wakes(bed, '*', () => bed.claim({ max: 1 }));
      await wakes(bed, 'default', async () => undefined);
    },
  },
  {
    name: 'attend mends a token that a dead worker took with it',
    check: async (bed) => {
      await bed.add('a', { queue: 'mail' });
      await wakes(bed, '*', async () => undefined);
      await wakes(bed, 'mail', async () => undefined);
      const worker = {
        ...{ id: 'w0000001', name: 'w', version: '1', slots: 1, running: 0 },
        ...{ state: 'running' as const, queues: named('mail', 'other'), types: [] },
      };
      await wakes(bed, '*', () => bed.store.attend(worker));
      await wakes(bed, 'mail', () => bed.store.attend(worker));
    },
  },
  {
    name: 'a wait ends by its time limit and by its signal',
    check: async (bed) => {
      const abort = new AbortController();
      await bed.store.waitForWork('*', 20, abort.signal);
      const wait = bed.store.waitForWork(named('a', 'b'), LONG_MS, abort.signal);
      abort.abort();
      await wait;
      await bed.store.waitForWork('*', LONG_MS, abort.signal);
    },
  },
];
