import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

/** A level of priority each second. */
const age = (bed: Bed, priorityAgeingMs: number | null = 1_000) =>
  bed.store.configureQueue('default', { priorityAgeingMs });

/** Adds jobs, each of them some ms after the one before. */
async function arrive(bed: Bed, jobs: readonly (readonly [id: string, priority: number, afterMs: number])[]) {
  for (const [id, priority, afterMs] of jobs) {
    await bed.advance(afterMs);
    await bed.add(id, { priority });
  }
}

export const ageingRules: readonly Rule[] = [
  {
    name: 'a job goes before all that come more than a span for each level of difference after it',
    check: async (bed) => {
      await age(bed);
      await arrive(bed, [
        ['low', 0, 0],
        ['a', 3, 2_999],
        // The same age by then, so the one that came first is first.
        ['b', 3, 1],
        ['c', 3, 1],
      ]);
      expect(await bed.claimIds()).toEqual(['a', 'low', 'b', 'c']);
    },
  },
  {
    name: 'within a priority it is first come first served, whatever waits beside it',
    check: async (bed) => {
      await age(bed, 10);
      await bed.enqueue(
        Array.from({ length: 120 }, (_, i) => newJob(`j${i}`, { priority: [0, 7, -100, 100][i % 4]! })),
      );
      await bed.advance(5_000);
      await bed.add('late', { priority: 100 });
      const ids = await bed.claimIds({ max: 500 });
      for (let band = 0; band < 4; band += 1) {
        const own = ids.filter((id) => id !== 'late' && Number(id.slice(1)) % 4 === band);
        expect(own).toEqual(Array.from({ length: 30 }, (_, i) => `j${4 * i + band}`));
      }
      // It comes 5 s, 500 levels, after all others: behind even the lowest.
      expect(ids.at(-1)).toBe('late');
    },
  },
  {
    name: 'under a stream of high ones that never ends, a low one starts within its bound',
    check: async (bed) => {
      await age(bed);
      await bed.add('low', { priority: -2 });
      // Five jobs of priority 2 a second, and as many starts: without ageing the low one would never start.
      const starts: string[] = [];
      for (let n = 0; n < 40; n += 1) {
        await bed.add(`high${n}`, { priority: 2 });
        starts.push(...(await bed.claimIds({ max: 1 })));
        await bed.advance(200);
      }
      // 4 levels are 4 s: those that came until then, at 0, 0.2 … 3.8 s, go first.
      expect(starts.indexOf('low')).toBe(20);
      expect(starts).toHaveLength(40);
    },
  },
  {
    name: 'a queue without the setting does not age',
    check: async (bed) => {
      await arrive(bed, [
        ['low', 0, 0],
        ['high', 1, 100_000],
      ]);
      expect(await bed.claimIds({ max: 1 })).toEqual(['high']);
    },
  },
  {
    name: 'the setting holds at once: who waits already ages from then on, and no more once it is gone',
    check: async (bed) => {
      await arrive(bed, [
        ['low', 0, 0],
        ['high', 2, 50_000],
      ]);
      await age(bed);
      await arrive(bed, [['later', 2, 1_999]]);
      expect(await bed.claimIds({ max: 1 })).toEqual(['high']);
      await arrive(bed, [['last', 2, 2]]);
      expect(await bed.claimIds({ max: 2 })).toEqual(['later', 'low']);
      await bed.add('low2', { priority: 0 });
      await bed.advance(3_000);
      await bed.add('high2', { priority: 1 });
      await age(bed, null);
      expect(await bed.claimIds()).toEqual(['last', 'high2', 'low2']);
    },
  },
  {
    name: 'another span holds at once',
    check: async (bed) => {
      await age(bed, 60_000);
      await arrive(bed, [
        ['low', 0, 0],
        ['high', 1, 10_000],
      ]);
      await age(bed, 10_000);
      expect(await bed.claimIds()).toEqual(['low', 'high']);
    },
  },
  {
    name: 'a job that is handed back keeps its age, one that is tried again begins anew',
    check: async (bed) => {
      await age(bed);
      const back = await bed.start('back');
      const again = await bed.start('again');
      await bed.advance(5_000);
      await bed.store.release([back]);
      await bed.fail(again, 0);
      await bed.store.promote(10);
      await bed.add('high', { priority: 3 });
      expect(await bed.claimIds()).toEqual(['back', 'high', 'again']);
    },
  },
  {
    name: 'a delay does not count as waiting in line',
    check: async (bed) => {
      await age(bed);
      await bed.add('delayed', { delayMs: 60_000 });
      await bed.advance(60_000);
      await bed.store.promote(10);
      await bed.add('high', { priority: 1 });
      expect(await bed.claimIds()).toEqual(['high', 'delayed']);
    },
  },
  {
    name: 'a changed priority counts from when the job came',
    check: async (bed) => {
      await age(bed);
      await arrive(bed, [
        ['a', 0, 0],
        ['b', 0, 500],
        ['c', 2, 500],
      ]);
      const change = { priority: 2, delayMs: null, runAt: null };
      expect(await bed.store.reschedule('b', change)).toEqual({ result: 'ok', state: 'queued' });
      expect(await bed.claimIds()).toEqual(['b', 'c', 'a']);
    },
  },
  {
    name: 'explain counts the jobs that go first by their age',
    check: async (bed) => {
      await age(bed);
      await arrive(bed, [
        ['low', 0, 0],
        ['a', 2, 1_000],
        ['b', 2, 500],
        ['c', 2, 1_500],
      ]);
      const ahead = async (id: string) => (await bed.store.explain(id))?.ahead;
      expect(await Promise.all(['a', 'b', 'low', 'c'].map(ahead))).toEqual([0, 1, 2, 3]);
      expect(await bed.claimIds()).toEqual(['a', 'b', 'low', 'c']);
    },
  },
  {
    name: 'overflow goes by the priority as it was set',
    check: async (bed) => {
      await age(bed);
      await bed.store.configureQueue('default', { overflow: 'shed_low_priority', maxDepth: 1 });
      await arrive(bed, [
        ['low', 0, 0],
        ['high', 1, 60_000],
      ]);
      expect(await bed.state('low')).toBe('failed');
      expect(await bed.claimIds()).toEqual(['high']);
    },
  },
];
