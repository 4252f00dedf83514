import { newJob } from '../../support/job-builder';
import { NO_SETTINGS } from '../../support/memory-store/memory-queue';
import type { Rule } from '../bed';

export const queueRules: readonly Rule[] = [
  {
    name: 'one queue is told as the list tells it; null where there is none',
    check: async (bed) => {
      await bed.enqueue([newJob('a', { queue: 'x' }), newJob('b', { queue: 'y', payload: '12345' })]);
      const [, y] = await bed.store.queues(null, 10);
      expect(y).toMatchObject({ queue: 'y', states: { queued: 1 }, counters: { enqueued: 1 }, bytes: 5 });
      expect(await bed.store.queue('y')).toEqual(y);
      expect(await bed.store.queue('z')).toBeNull();
    },
  },
  {
    name: 'queues are found by a text in their name, page by page, as plain text',
    check: async (bed) => {
      const names = ['a.b', 'axb', 'mail', 'mail-a.b', 'z-a.b'];
      await bed.enqueue(names.map((queue) => newJob(`job-${queue}`, { queue })));
      const found = async (after: string | null, max: number, contains?: string) =>
        (await bed.store.queues(after, max, contains)).map(({ queue }) => queue);
      expect(await found(null, 10, 'a.b')).toEqual(['a.b', 'mail-a.b', 'z-a.b']);
      expect(await found(null, 2, 'a.b')).toEqual(['a.b', 'mail-a.b']);
      expect(await found('mail-a.b', 2, 'a.b')).toEqual(['z-a.b']);
      expect(await found(null, 10, '%a')).toEqual([]);
      expect(await found(null, 10)).toEqual(names);
    },
  },
  {
    name: 'the oldest queued job is the one that came into the line first, whatever its priority',
    check: async (bed) => {
      const oldest = async () => (await bed.store.queue('default'))?.oldestQueuedAt;
      const start = bed.now();
      await bed.add('low', { priority: -100 });
      await bed.advance(10);
      await bed.add('high', { priority: 100 });
      await bed.add('middle');
      expect(await oldest()).toBe(start);
      await bed.store.cancel(['low']);
      expect(await oldest()).toBe(start + 10);
      await bed.claim();
      expect(await oldest()).toBeNull();
    },
  },
  {
    name: 'a paused queue says since when, however often it is paused again',
    check: async (bed) => {
      const paused = async () => (await bed.store.queue('default'))?.pausedAt;
      const at = bed.now();
      await bed.store.configureQueue('default', { paused: true });
      await bed.advance(50);
      await bed.store.configureQueue('default', { paused: true, maxDepth: 5 });
      expect(await paused()).toBe(at);
      await bed.store.configureQueue('default', { paused: false });
      expect(await paused()).toBeNull();
      await bed.store.configureQueue('default', { paused: true });
      expect(await paused()).toBe(at + 50);
    },
  },
  {
    name: 'a paused queue says who paused it, until it goes on',
    check: async (bed) => {
      const { store } = bed;
      const by = async () => (await store.queue('default'))?.pausedBy;
      await store.configureQueue('default', { paused: true }, undefined, 'ana@ops');
      await store.configureQueue('default', { paused: true, maxDepth: 5 }, undefined, 'ben');
      expect(await by()).toBe('ana@ops');
      await store.configureQueue('default', { paused: false }, undefined, 'ben');
      expect(await by()).toBeNull();
      await bed.advance(50);
      await store.configureQueue('default', { paused: true });
      expect(await by()).toBeNull();
    },
  },
  {
    name: 'settings are changed only if they are what the caller knows, or are so already',
    check: async (bed) => {
      const { store } = bed;
      const depth = async () => (await store.queue('q'))?.settings.maxDepth;
      expect(await store.configureQueue('q', { maxDepth: 1 }, { ...NO_SETTINGS, concurrency: 1 })).toBe(
        false,
      );
      expect(await store.queue('q')).toBeNull();
      expect(await store.configureQueue('q', { maxDepth: 1 }, NO_SETTINGS)).toBe(true);
      expect(await store.configureQueue('q', { maxDepth: 2 }, NO_SETTINGS)).toBe(false);
      expect(await depth()).toBe(1);
      expect(await store.configureQueue('q', { maxDepth: 1 }, NO_SETTINGS)).toBe(true);
      const known = { ...NO_SETTINGS, maxDepth: 1 };
      const both = [2, 3].map((maxDepth) => store.configureQueue('q', { maxDepth }, known));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
    },
  },
];
