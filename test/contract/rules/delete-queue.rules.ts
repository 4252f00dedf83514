import { FINAL_STATES } from '../../../src/core/states';
import type { WorkerInfo } from '../../../src/core/worker-info';
import type { Rule } from '../bed';

const worker = (queues: WorkerInfo['queues']): WorkerInfo => ({
  ...{ id: 'worker00', name: 'w', version: '1', slots: 1, running: 0, state: 'running', types: ['simulate'] },
  queues,
});

export const deleteQueueRules: readonly Rule[] = [
  {
    name: 'a queue without jobs goes with its settings, and what it counted stays in the sums',
    check: async (bed) => {
      await bed.complete(await bed.start('a', { queue: 'q' }));
      await bed.store.configureQueue('q', { paused: true, maxDepth: 3 });
      const before = await bed.counters();
      await bed.store.purge(['a'], FINAL_STATES);
      expect(await bed.store.deleteQueue('q')).toEqual({ result: 'deleted' });
      expect(await bed.store.queue('q')).toBeNull();
      expect(await bed.store.queues(null, 10)).toEqual([]);
      expect(await bed.counters()).toEqual(before);
      expect(await bed.store.deleteQueue('q')).toEqual({ result: 'not_found' });
    },
  },
  {
    name: 'a deleted queue is made anew by its next job, and counts from nothing, while the sums go on',
    check: async (bed) => {
      await bed.complete(await bed.start('a', { queue: 'q' }));
      await bed.store.purge(['a'], FINAL_STATES);
      await bed.store.deleteQueue('q');
      await bed.advance(5);
      await bed.complete(await bed.start('b', { queue: 'q' }));
      expect(await bed.store.queue('q')).toMatchObject({
        counters: { enqueued: 1, completed: 1 },
        states: { completed: 1 },
      });
      expect(await bed.counters()).toMatchObject({ enqueued: 2, started: 2, completed: 2 });
    },
  },
  {
    name: 'a queue with a job in any state stays',
    check: async (bed) => {
      await bed.fail(await bed.start('failed', { queue: 'kept' }));
      await bed.start('running', { queue: 'busy' });
      await bed.add('later', { queue: 'waiting', delayMs: 10 });
      for (const queue of ['kept', 'busy', 'waiting']) {
        expect(await bed.store.deleteQueue(queue)).toEqual({ result: 'not_empty', jobs: 1 });
        expect(await bed.store.queue(queue)).not.toBeNull();
      }
    },
  },
  {
    name: 'a queue that a living worker names stays until that is gone',
    check: async (bed) => {
      await bed.store.configureQueue('q', { concurrency: 1 });
      await bed.store.configureQueue('other', { concurrency: 1 });
      await bed.store.attend(worker([{ queue: 'q', weight: 1 }]));
      expect(await bed.store.deleteQueue('q')).toEqual({ result: 'in_use', worker: 'worker00' });
      expect(await bed.store.deleteQueue('other')).toEqual({ result: 'deleted' });
      await bed.store.retire('worker00');
      expect(await bed.store.deleteQueue('q')).toEqual({ result: 'deleted' });
    },
  },
  {
    name: 'a worker of all queues, or one that is lost, holds none',
    check: async (bed) => {
      await bed.store.configureQueue('q', { concurrency: 1 });
      await bed.store.attend(worker([{ queue: 'q', weight: 1 }]));
      await bed.advance(15_001);
      expect(await bed.store.deleteQueue('q')).toEqual({ result: 'deleted' });
      await bed.store.configureQueue('q', { concurrency: 1 });
      await bed.store.retire('worker00');
      await bed.store.attend(worker('*'));
      expect(await bed.store.deleteQueue('q')).toEqual({ result: 'deleted' });
    },
  },
];
