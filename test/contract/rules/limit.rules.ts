import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';

const outcomes = (answers: readonly { readonly outcome: string }[]) => answers.map(({ outcome }) => outcome);
const jobs = (n: number, from = 0) => Array.from({ length: n }, (_, i) => newJob(`j${i + from}`));

export const limitRules: readonly Rule[] = [
  {
    name: 'a queue takes exactly as many jobs as its depth allows',
    check: async (bed) => {
      const answers = await bed.enqueue(jobs(5), { maxDepth: 3 });
      expect(outcomes(answers)).toEqual(['created', 'created', 'created', 'queue_full', 'queue_full']);
      expect(answers[3]).toEqual({ outcome: 'queue_full', limit: 'depth', retryAfterMs: 30_000 });
      expect(await bed.state('j3')).toBeNull();
    },
  },
  {
    name: 'concurrent senders cannot go over the depth by one',
    check: async (bed) => {
      const calls = Array.from({ length: 40 }, (_, i) => bed.enqueue([newJob(`c${i}`)], { maxDepth: 25 }));
      const answers = (await Promise.all(calls)).flat();
      expect(answers.filter(({ outcome }) => outcome === 'created')).toHaveLength(25);
      expect((await bed.store.counts()).states.queued).toBe(25);
    },
  },
  {
    name: 'scheduled and blocked jobs count for the depth, running and finished ones do not',
    check: async (bed) => {
      await bed.add('parked', { type: 'unknown' });
      expect(await bed.claim()).toEqual([]);
      await bed.start('running');
      await bed.add('later', { delayMs: 5_000 });
      const answers = await bed.enqueue(jobs(2), { maxDepth: 3 });
      expect(outcomes(answers)).toEqual(['created', 'queue_full']);
    },
  },
  {
    name: 'a queue takes exactly the bytes that it may hold, until jobs are final',
    check: async (bed) => {
      const payload = '"12345678"';
      const limits = { maxBytes: 25 };
      expect(
        outcomes(await bed.enqueue([newJob('a', { payload }), newJob('b', { payload })], limits)),
      ).toEqual(['created', 'created']);
      expect(await bed.enqueue([newJob('c', { payload })], limits)).toEqual([
        { outcome: 'queue_full', limit: 'bytes', retryAfterMs: 30_000 },
      ]);
      // A smaller one still fits, to the byte.
      expect(outcomes(await bed.enqueue([newJob('d', { payload: '12345' })], limits))).toEqual(['created']);
      const lease = await bed.startKnown('a');
      expect(outcomes(await bed.enqueue([newJob('e', { payload: '1' })], limits))).toEqual(['queue_full']);
      await bed.complete(lease);
      expect(outcomes(await bed.enqueue([newJob('e', { payload })], limits))).toEqual(['created']);
    },
  },
  {
    name: "a queue's own limits win over those of the service",
    check: async (bed) => {
      await bed.store.configureQueue('default', { maxDepth: 2 });
      expect(outcomes(await bed.enqueue(jobs(3), { maxDepth: 1 }))).toEqual([
        'created',
        'created',
        'queue_full',
      ]);
      await bed.store.configureQueue('default', { maxDepth: null, maxBytes: 9 });
      expect(await bed.enqueue(jobs(1, 9))).toEqual([
        { outcome: 'queue_full', limit: 'bytes', retryAfterMs: 30_000 },
      ]);
    },
  },
  {
    name: 'each queue has limits of its own',
    check: async (bed) => {
      const answers = await bed.enqueue([newJob('a'), newJob('b', { queue: 'other' }), newJob('c')], {
        maxDepth: 1,
      });
      expect(outcomes(answers)).toEqual(['created', 'created', 'queue_full']);
    },
  },
  {
    name: 'a refusal says when room is to be expected, by how fast the queue drains',
    check: async (bed) => {
      await bed.enqueue(jobs(20));
      await bed.claim({ max: 10 });
      await bed.advance(2_000);
      // Ten starts in two seconds, and eight jobs too many: 1.6 s.
      expect(await bed.enqueue(jobs(1, 99), { maxDepth: 3 })).toEqual([
        { outcome: 'queue_full', limit: 'depth', retryAfterMs: 1_600 },
      ]);
    },
  },
  {
    name: 'a refusal does not make the queue',
    check: async (bed) => {
      await bed.enqueue([newJob('a', { queue: 'never' })], { maxDepth: 0 });
      expect(await bed.store.queues(null, 10)).toEqual([]);
    },
  },
  {
    name: 'the rate lets a burst through and then one job for each interval',
    check: async (bed) => {
      const rate = { ratePerSecond: 10, rateBurst: 3 };
      const answers = await bed.enqueue(jobs(4), rate);
      expect(outcomes(answers)).toEqual(['created', 'created', 'created', 'rate_limited']);
      expect(answers[3]).toEqual({ outcome: 'rate_limited', retryAfterMs: 100 });
      await bed.advance(99);
      expect(await bed.enqueue(jobs(1, 10), rate)).toEqual([{ outcome: 'rate_limited', retryAfterMs: 1 }]);
      await bed.advance(1);
      expect(outcomes(await bed.enqueue(jobs(2, 10), rate))).toEqual(['created', 'rate_limited']);
      await bed.advance(60_000);
      expect(outcomes(await bed.enqueue(jobs(4, 20), rate))).toEqual([
        'created',
        'created',
        'created',
        'rate_limited',
      ]);
    },
  },
  {
    name: 'the rate is of the namespace, over all queues',
    check: async (bed) => {
      const answers = await bed.enqueue([newJob('a'), newJob('b', { queue: 'other' })], {
        ratePerSecond: 1,
        rateBurst: 1,
      });
      expect(outcomes(answers)).toEqual(['created', 'rate_limited']);
    },
  },
  {
    name: 'a known id takes no room and no rate, and is known before any limit',
    check: async (bed) => {
      const a = newJob('a', { contentHash: 'aaaaaaaaaaa' });
      const limits = { maxDepth: 2, ratePerSecond: 1, rateBurst: 2 };
      const answers = await bed.enqueue([a, a, a, newJob('b'), a, newJob('c')], limits);
      expect(outcomes(answers)).toEqual([
        'created',
        'duplicate',
        'duplicate',
        'created',
        'duplicate',
        'queue_full',
      ]);
    },
  },
  {
    name: 'depth is looked at before bytes, bytes before the rate, and a refused job costs no rate',
    check: async (bed) => {
      const rate = { ratePerSecond: 1, rateBurst: 1 };
      const [depth] = await bed.enqueue([newJob('a')], { ...rate, maxDepth: 0, maxBytes: 0 });
      const [bytes] = await bed.enqueue([newJob('a')], { ...rate, maxBytes: 0 });
      expect([depth, bytes]).toEqual([
        expect.objectContaining({ limit: 'depth' }),
        expect.objectContaining({ limit: 'bytes' }),
      ]);
      expect(outcomes(await bed.enqueue(jobs(2), rate))).toEqual(['created', 'rate_limited']);
    },
  },
];
