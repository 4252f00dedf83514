import type { EnqueueAnswer } from '../../../src/core/enqueue-answer';
import type { QueueSettings } from '../../../src/core/queue-settings';
import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const outcomes = (answers: readonly EnqueueAnswer[]) => answers.map(({ outcome }) => outcome);

async function queueWith(bed: Bed, settings: Partial<QueueSettings>): Promise<void> {
  await bed.store.configureQueue('default', settings);
}

/** One job of a priority, in a call of its own. */
async function offer(bed: Bed, id: string, priority = 0, payload = 'null'): Promise<string | undefined> {
  const [answer] = await bed.enqueue([newJob(id, { priority, payload })]);
  return answer?.outcome === 'queue_full' ? answer.limit : answer?.outcome;
}

const line = async (bed: Bed) => bed.claimIds({ max: 100 });

export const overflowRules: readonly Rule[] = [
  {
    name: 'drop_oldest: the oldest of the lowest priority gives way, and its end says why',
    check: async (bed) => {
      await queueWith(bed, { maxDepth: 3, overflow: 'drop_oldest' });
      await bed.add('high', { priority: 5 });
      await bed.add('old');
      await bed.add('young');
      expect(await offer(bed, 'new', 0)).toBe('created');
      expect(await bed.get('old')).toMatchObject({
        state: 'failed',
        attemptCount: 0,
        error: { code: 'dropped', message: 'its queue was full, and it gave way to another job' },
      });
      expect(await bed.counters()).toMatchObject({ enqueued: 4, dropped: 1, failed: 1 });
      expect(await line(bed)).toEqual(['high', 'young', 'new']);
    },
  },
  {
    name: 'drop_oldest: no job gives way to one of a lower priority',
    check: async (bed) => {
      await queueWith(bed, { maxDepth: 1, overflow: 'drop_oldest' });
      await bed.add('a', { priority: 1 });
      expect(await offer(bed, 'b', 0)).toBe('depth');
      expect(await offer(bed, 'c', 1)).toBe('created');
      expect(await line(bed)).toEqual(['c']);
    },
  },
  {
    name: 'drop_oldest: within one call, the later jobs stay',
    check: async (bed) => {
      await queueWith(bed, { maxDepth: 3, overflow: 'drop_oldest' });
      const jobs = Array.from({ length: 10 }, (_, i) => newJob(`j${i}`, { priority: i === 4 ? 9 : 0 }));
      expect(outcomes(await bed.enqueue(jobs))).toEqual(Array(10).fill('created'));
      expect((await bed.counters()).dropped).toBe(7);
      expect(await line(bed)).toEqual(['j4', 'j8', 'j9']);
    },
  },
  {
    name: 'shed_low_priority: the last in line gives way to a higher priority, and to no other',
    check: async (bed) => {
      await queueWith(bed, { maxDepth: 3, overflow: 'shed_low_priority' });
      await bed.add('low-1', { priority: -1 });
      await bed.add('low-2', { priority: -1 });
      await bed.add('normal');
      expect(await offer(bed, 'lower', -2)).toBe('depth');
      expect(await offer(bed, 'same', -1)).toBe('depth');
      expect(await offer(bed, 'first', 0)).toBe('created');
      expect(await bed.store.states(['low-1', 'low-2', 'lower'])).toEqual(['queued', 'failed', null]);
      expect(await offer(bed, 'second', 0)).toBe('created');
      expect(await offer(bed, 'third', 0)).toBe('depth');
      expect(await offer(bed, 'urgent', 1)).toBe('created');
      expect(await line(bed)).toEqual(['urgent', 'normal', 'first']);
    },
  },
  {
    name: 'as many jobs give way as free the bytes, and none where that is not enough',
    check: async (bed) => {
      const text = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
      await queueWith(bed, { maxBytes: 100, overflow: 'drop_oldest' });
      await bed.add('a', { payload: text(40) });
      await bed.add('b', { payload: text(20), priority: 1 });
      await bed.add('c', { payload: text(40) });
      expect(await offer(bed, 'over', 0, text(81))).toBe('bytes');
      expect((await bed.counters()).dropped).toBe(0);
      expect(await offer(bed, 'large', 0, text(60))).toBe('created');
      expect(await bed.store.states(['a', 'b', 'c'])).toEqual(['failed', 'queued', 'failed']);
      expect(await bed.store.queue('default')).toMatchObject({ bytes: 80 });
      expect(await offer(bed, 'huge', 100, text(101))).toBe('bytes');
      await bed.add('later', { payload: text(20), delayMs: 60_000 });
      expect(await offer(bed, 'too-large', 100, text(81))).toBe('bytes');
      expect((await bed.counters()).dropped).toBe(2);
    },
  },
  {
    name: 'a job that waits for its time, runs or is put aside never gives way',
    check: async (bed) => {
      await bed.add('parked', { type: 'unknown' });
      await bed.start('running');
      await bed.add('later', { delayMs: 5_000 });
      await queueWith(bed, { maxDepth: 2, overflow: 'drop_oldest' });
      expect(await offer(bed, 'new', 100)).toBe('depth');
      await queueWith(bed, { maxDepth: 3 });
      expect(await offer(bed, 'new', 0)).toBe('created');
      expect(await offer(bed, 'newer', 0)).toBe('created');
      expect(await bed.store.states(['parked', 'running', 'later', 'new'])).toEqual([
        'blocked',
        'in_progress',
        'scheduled',
        'failed',
      ]);
    },
  },
  {
    name: 'nobody gives way to a job that the rate refuses, or to one that is known',
    check: async (bed) => {
      await queueWith(bed, { maxDepth: 1, overflow: 'drop_oldest' });
      const rate = { ratePerSecond: 1, rateBurst: 1 };
      const a = newJob('a', { contentHash: 'aaaaaaaaaaa' });
      expect(outcomes(await bed.enqueue([a, a, newJob('b')], rate))).toEqual([
        'created',
        'duplicate',
        'rate_limited',
      ]);
      expect(await line(bed)).toEqual(['a']);
    },
  },
  {
    name: 'a dropped job lets go of its dedup key, does not expire any more, and can be redriven',
    check: async (bed) => {
      const dedup = { key: 'k', until: 'finished', ttlMs: null } as const;
      await queueWith(bed, { maxDepth: 1, overflow: 'drop_oldest' });
      await bed.add('a', { dedup, ttlMs: 1_000 });
      await bed.add('b');
      expect(outcomes(await bed.enqueue([newJob('c', { dedup })]))).toEqual(['created']);
      await bed.store.redrive(['a']);
      await bed.advance(2_000);
      expect(await line(bed)).toEqual(['c', 'a']);
    },
  },
  {
    name: 'concurrent senders cannot go over the depth, whatever gives way',
    check: async (bed) => {
      await queueWith(bed, { maxDepth: 25, overflow: 'drop_oldest' });
      const calls = Array.from({ length: 40 }, (_, i) =>
        bed.enqueue([newJob(`c${i}`), newJob(`d${i}`, { priority: i % 3 })]),
      );
      expect(outcomes((await Promise.all(calls)).flat())).toContain('created');
      const { states, counters } = (await bed.store.queue('default'))!;
      expect(states.queued).toBe(25);
      expect(counters.enqueued).toBe(25 + counters.dropped);
      expect(states.failed).toBe(counters.dropped);
    },
  },
  {
    name: 'max_age_ms: no new jobs while the first in line of a priority waits for longer',
    check: async (bed) => {
      await queueWith(bed, { maxAgeMs: 100 });
      await bed.add('low', { priority: -5 });
      await bed.advance(100);
      expect(await offer(bed, 'in-time', 5)).toBe('created');
      await bed.advance(1);
      expect(await bed.enqueue([newJob('late', { priority: 5 })])).toEqual([
        { outcome: 'queue_full', limit: 'age', retryAfterMs: 30_000 },
      ]);
      expect(await bed.claimIds({ max: 2 })).toEqual(['in-time', 'low']);
      expect(await offer(bed, 'late', 5)).toBe('created');
    },
  },
  {
    name: 'max_age_ms: a delay is no wait in line, and other queues take jobs',
    check: async (bed) => {
      await queueWith(bed, { maxAgeMs: 100 });
      await bed.add('delayed', { delayMs: 5_000 });
      await bed.advance(5_000);
      await bed.store.promote(10);
      expect(await offer(bed, 'a')).toBe('created');
      await bed.advance(101);
      expect(await offer(bed, 'b')).toBe('age');
      expect(outcomes(await bed.enqueue([newJob('b', { queue: 'other' })]))).toEqual(['created']);
    },
  },
];
