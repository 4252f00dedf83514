import { newJob } from '../../support/job-builder';
import { NO_SETTINGS } from '../../support/memory-store/memory-queue';
import type { Rule } from '../bed';

const NO_STATES = {
  scheduled: 0,
  blocked: 0,
  queued: 0,
  in_progress: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
};

export const countRules: readonly Rule[] = [
  {
    name: 'an empty namespace counts nothing',
    check: async (bed) => {
      const { counters, states } = await bed.store.counts();
      expect(states).toEqual(NO_STATES);
      expect(Object.values(counters)).toEqual(Array(10).fill(0));
      expect(Object.keys(counters).sort()).toEqual(
        [
          'cancelled',
          'completed',
          'enqueued',
          'failed',
          'lapsed',
          'released',
          'retried',
          'snoozed',
          'dropped',
          'started',
        ].sort(),
      );
    },
  },
  {
    name: 'the namespace counts the sum over its queues',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b', { queue: 'b' }), newJob('c', { queue: 'c', delayMs: 5 })]);
      const jobs = await bed.claim();
      await bed.complete(jobs[0]!);
      const { counters, states } = await bed.store.counts();
      expect(states).toEqual({ ...NO_STATES, scheduled: 1, in_progress: 1, completed: 1 });
      expect(counters).toMatchObject({ enqueued: 3, started: 2, completed: 1 });
    },
  },
  {
    name: "the service's own queues are left out of the namespace's counts",
    check: async (bed) => {
      await bed.complete(await bed.start('a', { queue: 'sluice.callbacks' }));
      await bed.add('b', { queue: 'sluice' });
      const { counters, states } = await bed.store.counts();
      expect(states).toEqual({ ...NO_STATES, queued: 1 });
      expect(counters).toMatchObject({ enqueued: 1, completed: 0 });
      expect((await bed.store.queues('sluice', 1))[0]).toMatchObject({
        queue: 'sluice.callbacks',
        counters: { enqueued: 1, completed: 1 },
      });
    },
  },
  {
    name: 'a queue is made by its first job or its first setting, and listed by name in pages',
    check: async (bed) => {
      await bed.enqueue([
        newJob('1', { queue: 'b' }),
        newJob('2', { queue: 'B' }),
        newJob('3', { queue: 'a' }),
      ]);
      await bed.store.configureQueue('c', { maxDepth: 9 });
      const names = async (after: string | null, max: number) =>
        (await bed.store.queues(after, max)).map(({ queue }) => queue);
      expect(await names(null, 10)).toEqual(['B', 'a', 'b', 'c']);
      expect(await names(null, 2)).toEqual(['B', 'a']);
      expect(await names('a', 2)).toEqual(['b', 'c']);
      expect(await names('c', 2)).toEqual([]);
    },
  },
  {
    name: 'a queue shows its settings, counters, states and bytes',
    check: async (bed) => {
      await bed.add('a', { payload: '"xx"' });
      await bed.store.configureQueue('default', { paused: true, maxDepth: 5, maxBytes: 6, concurrency: 7 });
      await bed.store.configureQueue('default', { maxDepth: null });
      expect(await bed.store.queues(null, 5)).toEqual([
        {
          queue: 'default',
          settings: { ...NO_SETTINGS, paused: true, maxBytes: 6, concurrency: 7 },
          counters: expect.objectContaining({ enqueued: 1, started: 0 }) as object,
          states: { ...NO_STATES, queued: 1 },
          bytes: 4,
          keptBytes: 0,
          pausedAt: bed.now(),
          pausedBy: null,
          index: null,
          oldestQueuedAt: bed.now(),
        },
      ]);
    },
  },
];
