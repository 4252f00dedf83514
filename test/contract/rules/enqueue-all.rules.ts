import { MAX_BATCH } from '../../../src/core/job-store';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import type { Rule } from '../bed';

const HASH_A = 'aaaaaaaaaaa';
const HASH_B = 'bbbbbbbbbbb';
const jobs = (n: number, from = 0) => Array.from({ length: n }, (_, i) => newJob(`j${i + from}`));

export const enqueueAllRules: readonly Rule[] = [
  {
    name: 'all jobs are stored, those that are there already are duplicates',
    check: async (bed) => {
      await bed.add('b', { contentHash: HASH_A });
      expect(
        await bed.store.enqueueAll(
          [newJob('a', { delayMs: 5 }), newJob('b', { contentHash: HASH_A }), newJob('c'), newJob('c')],
          NO_LIMITS,
        ),
      ).toEqual({
        outcome: 'stored',
        answers: [
          { outcome: 'created', state: 'scheduled' },
          { outcome: 'duplicate', state: 'queued', queue: 'default' },
          { outcome: 'created', state: 'queued' },
          { outcome: 'duplicate', state: 'queued', queue: 'default' },
        ],
      });
    },
  },
  {
    name: 'none is stored where one is in conflict, with a job that is there or with one before it',
    check: async (bed) => {
      await bed.add('b', { contentHash: HASH_A, queue: 'mail' });
      const { store } = bed;
      expect(await store.enqueueAll([newJob('a'), newJob('b', { contentHash: HASH_B })], NO_LIMITS)).toEqual({
        outcome: 'refused',
        index: 1,
        answer: { outcome: 'conflict', state: 'queued', queue: 'mail' },
      });
      const twice = [newJob('a', { contentHash: HASH_A }), newJob('a', { contentHash: HASH_B })];
      expect(await store.enqueueAll(twice, NO_LIMITS)).toMatchObject({ outcome: 'refused', index: 1 });
      expect(await bed.state('a')).toBeNull();
      expect((await bed.counters()).enqueued).toBe(1);
    },
  },
  {
    name: 'none is stored where one queue has no room for its jobs, by number, bytes or age',
    check: async (bed) => {
      const { store } = bed;
      const mixed = [newJob('x', { queue: 'other' }), ...jobs(3)];
      expect(await store.enqueueAll(mixed, { ...NO_LIMITS, maxDepth: 2 })).toMatchObject({
        ...{ outcome: 'refused', index: 3, answer: { outcome: 'queue_full', limit: 'depth' } },
      });
      expect(await store.enqueueAll(mixed, { ...NO_LIMITS, maxBytes: 11 })).toMatchObject({
        ...{ outcome: 'refused', index: 3, answer: { outcome: 'queue_full', limit: 'bytes' } },
      });
      expect(await store.queues(null, 10)).toEqual([]);
      await store.configureQueue('default', { maxAgeMs: 10 });
      await bed.add('old');
      await bed.advance(11);
      expect(await store.enqueueAll(mixed, NO_LIMITS)).toMatchObject({
        ...{ outcome: 'refused', index: 1, answer: { outcome: 'queue_full', limit: 'age' } },
      });
      expect(await store.queue('other')).toBeNull();
    },
  },
  {
    name: 'a full queue makes no room for them',
    check: async (bed) => {
      await bed.store.configureQueue('default', { maxDepth: 2, overflow: 'drop_oldest' });
      await bed.add('a');
      expect(await bed.store.enqueueAll(jobs(2), NO_LIMITS)).toMatchObject({ outcome: 'refused', index: 1 });
      expect(await bed.store.enqueueAll(jobs(1), NO_LIMITS)).toMatchObject({ outcome: 'stored' });
      expect(await bed.claimIds()).toEqual(['a', 'j0']);
    },
  },
  {
    name: 'the rate has to have room for all, and pays for none that is refused',
    check: async (bed) => {
      const limits = { ...NO_LIMITS, ratePerSecond: 10, rateBurst: 3 };
      expect(await bed.store.enqueueAll(jobs(4), limits)).toEqual({
        ...{ outcome: 'refused', index: 3, answer: { outcome: 'rate_limited', retryAfterMs: 100 } },
      });
      expect(await bed.store.enqueueAll(jobs(3), limits)).toMatchObject({ outcome: 'stored' });
      expect(await bed.store.enqueueAll(jobs(1, 9), limits)).toMatchObject({ outcome: 'refused', index: 0 });
    },
  },
  {
    name: 'a dedup key that is held makes a duplicate, also within the call',
    check: async (bed) => {
      const dedup = (key: string) => ({ key, until: 'finished', ttlMs: null }) as const;
      await bed.add('a', { dedup: dedup('k') });
      const some = [
        newJob('b', { dedup: dedup('k') }),
        newJob('c', { dedup: dedup('l') }),
        newJob('d', { dedup: dedup('l') }),
      ];
      expect(await bed.store.enqueueAll(some, { ...NO_LIMITS, maxDepth: 2 })).toMatchObject({
        outcome: 'stored',
        answers: [{ holder: 'a' }, { outcome: 'created' }, { holder: 'c' }],
      });
    },
  },
  {
    name: 'they may depend on those before them, and on nobody unknown',
    check: async (bed) => {
      const child = newJob('child', { dependsOn: ['parent'] });
      expect(await bed.store.enqueueAll([child, newJob('parent')], NO_LIMITS)).toEqual({
        ...{ outcome: 'refused', index: 0, answer: { outcome: 'unknown_dependency', indexes: [0] } },
      });
      expect(await bed.store.enqueueAll([newJob('parent'), child], NO_LIMITS)).toMatchObject({
        answers: [{ state: 'queued' }, { state: 'blocked' }],
      });
    },
  },
  {
    name: 'concurrent calls are whole or not there',
    check: async (bed) => {
      const calls = Array.from({ length: 20 }, (_, i) =>
        bed.store.enqueueAll(jobs(10, i * 10), { ...NO_LIMITS, maxDepth: 75 }),
      );
      const stored = (await Promise.all(calls)).filter(({ outcome }) => outcome === 'stored');
      expect(stored).toHaveLength(7);
      expect((await bed.store.counts()).states.queued).toBe(70);
    },
  },
  {
    name: 'more jobs than one batch are refused by the caller, and none at all is all',
    check: async (bed) => {
      await expect(bed.store.enqueueAll(jobs(MAX_BATCH + 1), NO_LIMITS)).rejects.toThrow(RangeError);
      expect(await bed.store.enqueueAll([], NO_LIMITS)).toEqual({ outcome: 'stored', answers: [] });
      expect((await bed.store.counts()).states.queued).toBe(0);
    },
  },
];
