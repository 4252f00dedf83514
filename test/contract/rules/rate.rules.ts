import type { StartRate } from '../../../src/core/queue-settings';
import { claimRequest, newJob, nonceOf } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const setRate = (bed: Bed, limit: number, perMs: number) =>
  bed.store.configureQueue('default', { rate: { limit, perMs } });

const addJobs = (bed: Bed, n: number) =>
  bed.enqueue(Array.from({ length: n }, (_, i) => newJob(`j${String(i).padStart(3, '0')}`)));

/** Claims all the time, by a millisecond or some at once; when each start was. */
async function startTimes(bed: Bed, untilMs: number, stepMs: number): Promise<number[]> {
  const times: number[] = [];
  const began = bed.now();
  while (bed.now() - began < untilMs) {
    for (const { startedAt } of await bed.claim({ max: 3 })) {
      times.push(startedAt - began);
    }
    await bed.advance(stepMs);
  }
  return times;
}

/** The most starts within any span of this length, both ends included. */
export function mostWithin(times: readonly number[], spanMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at <= from + spanMs).length));
}

export const rateRules: readonly Rule[] = [
  {
    name: 'no more jobs start within any span than the rate says, and as many as it says do',
    check: async (bed) => {
      await setRate(bed, 5, 100);
      await addJobs(bed, 60);
      const times = await startTimes(bed, 600, 7);
      expect(mostWithin(times, 100)).toBe(5);
      expect(times.length).toBeGreaterThanOrEqual(25);
    },
  },
  {
    name: 'a job that has to wait is queued and spends no attempt; the next moment is told',
    check: async (bed) => {
      await setRate(bed, 1, 100);
      await addJobs(bed, 2);
      const first = await bed.store.claim(claimRequest(nonceOf('rate', 1)));
      expect(first.jobs).toHaveLength(1);
      expect(first.nextAlarmMs).toBe(101);
      await bed.advance(100);
      expect((await bed.store.claim(claimRequest(nonceOf('rate', 2)))).jobs).toEqual([]);
      expect(await bed.get('j001')).toMatchObject({ state: 'queued', attemptCount: 0 });
      const facts = await bed.store.explain('j001');
      expect(facts?.rateAt).toBe(bed.now() + 1);
      await bed.advance(1);
      expect(await bed.claimIds()).toEqual(['j001']);
      expect((await bed.store.explain('j001'))?.rateAt).toBe(bed.now() + 101);
    },
  },
  {
    name: 'a start counts however its job ends, also when it is handed back',
    check: async (bed) => {
      await setRate(bed, 2, 100);
      await bed.store.release([await bed.start('a')]);
      await bed.complete(await bed.startKnown('a'));
      await bed.add('b');
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(101);
      expect(await bed.claimIds()).toEqual(['b']);
    },
  },
  {
    name: 'an answer that got lost is given again, and counts once',
    check: async (bed) => {
      await setRate(bed, 2, 100);
      await addJobs(bed, 3);
      const request = claimRequest(nonceOf('rate', 1), { max: 1 });
      await bed.store.claim(request);
      expect((await bed.store.claim(request)).jobs.map(({ id }) => id)).toEqual(['j000']);
      expect(await bed.claimIds()).toEqual(['j001']);
      expect(await bed.claimIds()).toEqual([]);
    },
  },
  {
    name: 'other queues go on, and so does this one where the rate is taken away',
    check: async (bed) => {
      await setRate(bed, 1, 60_000);
      await addJobs(bed, 3);
      await bed.add('other', { queue: 'other' });
      expect((await bed.claimIds()).sort()).toEqual(['j000', 'other']);
      await bed.store.configureQueue('default', { rate: null });
      expect(await bed.claimIds()).toEqual(['j001', 'j002']);
    },
  },
  {
    name: 'another rate counts the starts that were',
    check: async (bed) => {
      await setRate(bed, 2, 1_000);
      await addJobs(bed, 9);
      expect(await bed.claimIds()).toHaveLength(2);
      await setRate(bed, 3, 1_000);
      expect(await bed.claimIds()).toHaveLength(1);
      await setRate(bed, 1, 500);
      await bed.advance(500);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(1);
      expect(await bed.claimIds()).toHaveLength(1);
    },
  },
  {
    name: 'a rate that looks back further counts the starts that were for as long as it does',
    check: async (bed) => {
      await setRate(bed, 1, 50);
      await addJobs(bed, 2);
      expect(await bed.claimIds()).toHaveLength(1);
      await bed.advance(1_000);
      await setRate(bed, 1, 5_000);
      for (const [ms, starts] of [
        [100, 0],
        [3_900, 0],
        [1, 1],
      ] as const) {
        await bed.advance(ms);
        expect(await bed.claimIds()).toHaveLength(starts);
      }
    },
  },
  {
    name: 'an idle worker is woken when the rate has room again',
    check: async (bed) => {
      await setRate(bed, 1, 100);
      await addJobs(bed, 2);
      await bed.claim();
      await bed.advance(101);
      expect((await bed.store.promote(10)).more).toBe(false);
      await bed.store.waitForWork('*', 60_000, AbortSignal.timeout(10_000));
      expect(await bed.claimIds()).toEqual(['j001']);
    },
  },
  {
    name: 'a paused queue and a full one stay so, whatever their rate',
    check: async (bed) => {
      const settings = { rate: { limit: 5, perMs: 100 } satisfies StartRate, concurrency: 1 };
      await bed.store.configureQueue('default', settings);
      await addJobs(bed, 3);
      expect(await bed.claimIds()).toHaveLength(1);
      await bed.advance(101);
      expect(await bed.claimIds()).toEqual([]);
      await bed.store.configureQueue('default', { paused: true, concurrency: null });
      expect(await bed.claimIds()).toEqual([]);
      expect((await bed.store.queue('default'))?.settings.rate).toEqual({ limit: 5, perMs: 100 });
    },
  },
];
