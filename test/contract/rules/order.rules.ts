import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';

export const orderRules: readonly Rule[] = [
  {
    name: 'higher priority first, then first come first served',
    check: async (bed) => {
      await bed.enqueue([
        newJob('low', { priority: -100 }),
        newJob('a'),
        newJob('high', { priority: 100 }),
        newJob('b'),
        newJob('high2', { priority: 100 }),
      ]);
      expect(await bed.claimIds()).toEqual(['high', 'high2', 'a', 'b', 'low']);
    },
  },
  {
    name: 'the order of one batch and of many calls is the order of arrival',
    check: async (bed) => {
      await bed.enqueue(Array.from({ length: 30 }, (_, i) => newJob(`a${30 - i}`)));
      await bed.add('a0');
      const ids = await bed.claimIds({ max: 100 });
      expect(ids).toEqual(Array.from({ length: 31 }, (_, i) => `a${30 - i}`));
    },
  },
  {
    name: 'a released job keeps its place',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b');
      expect(await bed.store.release([lease])).toEqual([{ result: 'ok', state: 'queued' }]);
      expect(await bed.claimIds()).toEqual(['a', 'b']);
    },
  },
  {
    name: 'all jobs of one batch keep their places when they are handed back',
    check: async (bed) => {
      await bed.enqueue(Array.from({ length: 60 }, (_, i) => newJob(`a${60 - i}`)));
      const jobs = await bed.claim({ max: 60 });
      // Back in another order than they went.
      await bed.store.release([...jobs].reverse());
      expect(await bed.claimIds({ max: 60 })).toEqual(jobs.map(({ id }) => id));
    },
  },
  {
    name: 'a job whose lease lapsed keeps its place',
    check: async (bed) => {
      await bed.start('a', {}, { leaseMs: 100 });
      await bed.add('b');
      await bed.advance(100);
      expect(await bed.store.reap(10)).toEqual({ moved: 1, more: false });
      expect(await bed.claimIds()).toEqual(['a', 'b']);
    },
  },
  {
    name: 'a retry goes to the end of the line of its priority',
    check: async (bed) => {
      const lease = await bed.start('a', { priority: 1 });
      await bed.fail(lease, 50);
      await bed.enqueue([newJob('b', { priority: 1 }), newJob('c')]);
      await bed.advance(50);
      expect(await bed.claimIds()).toEqual(['b', 'a', 'c']);
    },
  },
  {
    name: 'delayed jobs become due in the order of their times, ties by id',
    check: async (bed) => {
      await bed.add('late', { delayMs: 30 });
      await bed.add('z', { delayMs: 20 });
      await bed.add('k', { delayMs: 20 });
      await bed.advance(40);
      expect(await bed.claimIds()).toEqual(['k', 'z', 'late']);
    },
  },
  {
    name: 'scores stay exact when many jobs went before',
    check: async (bed) => {
      for (let round = 0; round < 3; round += 1) {
        await bed.enqueue(
          Array.from({ length: 500 }, (_, i) => newJob(`r${round}-${i}`, { priority: -100 })),
        );
      }
      const ids = (await bed.claimIds({ max: 500 })).concat(await bed.claimIds({ max: 500 }));
      expect(ids.slice(498, 502)).toEqual(['r0-498', 'r0-499', 'r1-0', 'r1-1']);
    },
  },
];
